import { useEffect, useState } from 'preact/hooks';

/** The place behind the number sign, cut at its slashes: `#/edit/abc` is ['edit', 'abc']. */
const parts = () => location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);

export function useRoute(): string[] {
    const [route, setRoute] = useState(parts);
    useEffect(() => {
        const changed = () => setRoute(parts());
        addEventListener('hashchange', changed);
        return () => removeEventListener('hashchange', changed);
    }, []);
    return route;
}

export const placeOf = (...route: string[]) => '#/' + route.map(encodeURIComponent).join('/');

export const go = (...route: string[]) => void (location.hash = placeOf(...route));
