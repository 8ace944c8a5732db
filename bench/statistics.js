export const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Returns the smallest value that at least 99 % of the numbers do not exceed. The numbers must be in ascending order. */
export const findP99 = sorted => sorted[Math.ceil(sorted.length * 0.99) - 1]
