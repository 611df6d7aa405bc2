export const before = 1;
const = = ;
export const after = 2;
