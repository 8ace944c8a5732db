export const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Returns the 99th percentile of numbers, which must be in ascending order: at least 99 % of the numbers are not larger. */
export const findP99 = sorted => sorted[Math.ceil(sorted.length * 0.99) - 1]
