import { ask, getJson } from './http';
import { connection, pause } from './connection';
import type { Turn } from './types';

/**
 * A turn at each of its changes, to its end. Server-sent events are read by hand, because an EventSource sends no key.
 * Where the stream breaks, for example because the server was stopped, it begins again: the turn is still made.
 */
export async function* follow(turn: string, signal: AbortSignal): AsyncGenerator<Turn> {
    for (;;) {
        try {
            for await (const now of stream(turn, signal)) {
                yield now;
                if (isFinished(now)) return;
            }
        } catch (error) {
            if (signal.aborted || !(error instanceof TypeError)) throw error;
            await connection.isBack();
        }
        await pause(200, signal);
        const now = await getJson<Turn>(turn, signal);
        yield now;
        if (isFinished(now)) return;
    }
}

export const isFinished = (turn: Turn) =>
    turn.status === 'completed' || turn.status === 'failed' || turn.status === 'cancelled';

async function* stream(turn: string, signal: AbortSignal): AsyncGenerator<Turn> {
    const answer = await ask(turn + '/events', { signal });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        const events = (text += value).split('\n\n');
        text = events.pop()!;
        for (const event of events) {
            const data = event
                .split('\n')
                .filter((line) => line.startsWith('data:'))
                .map((line) => line.slice(5).trim())
                .join('\n');
            if (data) yield JSON.parse(data);
        }
    }
}
