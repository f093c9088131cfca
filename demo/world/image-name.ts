import { stableUid } from './identity.ts';

/** An image's full name: 'busybox' is 'docker.io/library/busybox:latest'. */
export function fullImageName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasRegistry = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  const path = rest.length === 0 ? `library/${image}` : image;
  const name = hasRegistry ? image : `docker.io/${path}`;
  return /[:@][^/]*$/.test(name) ? name : `${name}:latest`;
}

/** An image's name without its tag or digest. */
export const imageRepository = (image: string): string => fullImageName(image).replace(/[:@][^/]*$/, '');

/** The name by digest that a runtime reports for a tag. */
export const imageDigest = (image: string): string =>
  `${imageRepository(image)}@sha256:${stableUid(image).replaceAll('-', '').repeat(2)}`;
