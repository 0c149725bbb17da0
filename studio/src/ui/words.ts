/** Numbers and times in words. */

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
];
const whole = new Intl.NumberFormat('en');

export const count = (n: number, one: string, many = one + 's') => `${whole.format(n)} ${n === 1 ? one : many}`;
export const number = (n: number) => whole.format(n);
export const percent = (share: number, digits = 0) => `${(100 * share).toFixed(digits)} %`;

/** 12 minutes ago */
export function ago(time: string): string {
    const seconds = (Date.parse(time) - Date.now()) / 1000;
    const [unit, size] = units.find(([, s]) => Math.abs(seconds) >= s) ?? ['second', 1];
    return unit === 'second' ? 'just now' : relative.format(Math.round(seconds / size), unit);
}

/** 3 s, 5 min, 2 h */
export function duration(seconds: number): string {
    if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
    if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
    return seconds < 36000 ? `${(seconds / 3600).toFixed(1)} h` : `${Math.round(seconds / 3600)} h`;
}

/** At most three digits that matter. */
export const short = (n: number) =>
    n === 0 ? '0' : Math.abs(n) >= 1000 ? whole.format(Math.round(n)) : String(Number(n.toPrecision(3)));

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
