import { useState } from 'preact/hooks';

export const themes = ['auto', 'light', 'dark'] as const;

export type Theme = (typeof themes)[number];

const place = 'emuedit-theme';

const known = (): Theme => themes.find((t) => t === localStorage.getItem(place)) ?? 'auto';

function show(theme: Theme) {
    if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.dataset.theme = theme;
}

// Before anything is drawn.
show(known());

/** The theme, and what switches to the next one. */
export function useTheme(): [Theme, () => void] {
    const [theme, setTheme] = useState(known);
    const next = () => {
        const chosen = themes[(themes.indexOf(theme) + 1) % themes.length];
        localStorage.setItem(place, chosen);
        show(chosen);
        setTheme(chosen);
    };
    return [theme, next];
}
