/** Orders of the rows of two traces that are compared. */

/** In tree order, or what changed most first, by one of the figures. */
export const pathSorts = ['tree', 'total', 'self', 'critical'] as const;

export type PathSort = (typeof pathSorts)[number];
