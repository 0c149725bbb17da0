/** Whether the server answers, and who wants to know. */

export type ConnectionState = 'here' | 'lost' | 'key wanted';

type Listener = (state: ConnectionState) => void;

const listeners = new Set<Listener>();
const probeEvery = 1000;
let state: ConnectionState = 'here';
let back: Promise<void> | null = null;

export const connection = {
    get state() {
        return state;
    },

    /** Calls back at every change. @returns What ends that. */
    watch(listener: Listener): () => void {
        listeners.add(listener);
        return () => void listeners.delete(listener);
    },

    set(next: ConnectionState) {
        if (next === state) return;
        state = next;
        listeners.forEach((listener) => listener(next));
    },

    /** Waits until a server that is gone answers again. */
    isBack(): Promise<void> {
        connection.set('lost');
        back ??= probe().finally(() => (back = null));
        return back;
    },
};

async function probe() {
    for (;;) {
        await pause(probeEvery);
        try {
            if ((await fetch('healthz', { cache: 'no-store' })).ok) break;
        } catch {
            // Not yet.
        }
    }
    connection.set('here');
}

export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, milliseconds);
        signal?.addEventListener('abort', () => {
            clearTimeout(timer);
            reject(signal.reason);
        });
    });
}
