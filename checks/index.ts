export { checklistItems } from './checklist.ts';
