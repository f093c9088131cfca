/** Stands in for Ink's optional developer tools, which a bundle cannot hold. */
const nothing: object = {};
export default nothing;
