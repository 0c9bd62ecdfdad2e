/** The value below which the share `fraction` (0..1) of the samples lies; NaN without samples. */
export function percentile(samples, fraction) {
  if (samples.length === 0) return NaN;
  const sorted = Float64Array.from(samples).sort();
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * fraction));
  return sorted[index];
}

/** The middle of the samples: the mean of the middle two when their number is even. */
export function median(samples) {
  if (samples.length === 0) return NaN;
  const sorted = Float64Array.from(samples).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How far the rounds lie apart: (max - min) / median. */
export function spread(samples) {
  return (Math.max(...samples) - Math.min(...samples)) / median(samples);
}

/** Least-squares slope of y over x. */
export function slope(points) {
  const meanX = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const meanY = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  let covariance = 0;
  let variance = 0;
  for (const { x, y } of points) {
    covariance += (x - meanX) * (y - meanY);
    variance += (x - meanX) ** 2;
  }
  return variance === 0 ? 0 : covariance / variance;
}

/** Rounds for people and for the JSON: no digits that were never measured. */
export function round(value, digits = 2) {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : null;
}
