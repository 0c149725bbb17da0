import { connection } from './connection';

/** The key of a server that wants one. It is kept as long as the tab. */

const place = 'emuedit-key';

let given: ((key: string) => void)[] = [];

export const key = {
    header(): Record<string, string> {
        const known = sessionStorage.getItem(place);
        return known ? { 'X-Api-Key': known } : {};
    },

    /** Whether one was given that the server did not take. */
    get refused() {
        return sessionStorage.getItem(place) !== null;
    },

    /** Waits until the user has given one. */
    wanted(): Promise<string> {
        connection.set('key wanted');
        return new Promise((resolve) => given.push(resolve));
    },

    give(text: string) {
        sessionStorage.setItem(place, text);
        connection.set('here');
        const waiting = given;
        given = [];
        waiting.forEach((go) => go(text));
    },
};
