/** Rates as text. */

const units = [
  { name: 's', seconds: 1 },
  { name: 'min', seconds: 60 },
  { name: 'h', seconds: 3600 },
  { name: 'd', seconds: 86_400 },
];

/** So many a second, in the first unit that leaves at least 1: `12.3/s`, `4.2/min`; empty where nobody knows. */
export function formatRate(perSecond: number | null): string {
  if (perSecond === null) return '';
  const unit = units.find(({ seconds }) => perSecond * seconds >= 1) ?? units[units.length - 1];
  const rate = perSecond * unit.seconds;
  const digits = rate < 10 ? 2 : rate < 100 ? 1 : 0;
  const [whole, fraction] = String(Number(rate.toFixed(digits))).split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${separated}${fraction === undefined ? '' : `.${fraction}`}/${unit.name}`;
}
