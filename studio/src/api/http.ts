import { connection, pause } from './connection';
import { key } from './key';
import type { Problem } from './types';

/** A request that the server refused, with what it says about it. */
export class ApiError extends Error {
    constructor(
        readonly status: number,
        readonly problem: Problem,
    ) {
        super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    }

    get advice() {
        return this.problem.advice;
    }
}

export interface Ask {
    method?: 'GET' | 'POST' | 'DELETE';
    json?: unknown;
    form?: FormData;
    body?: Blob;
    headers?: Record<string, string>;
    signal?: AbortSignal;
}

const busyTries = 8;

/**
 * Asks the server. Where it is gone, waits until it is back and asks again: what changes something carries a key of its
 * own, so that it happens once. Where the server wants its key, asks the user for it first.
 * @param address Relative to the page, or as an answer named it.
 * @throws ApiError The server refused it.
 */
export async function ask(address: string, { method, json, form, body, headers, signal }: Ask = {}): Promise<Response> {
    const content = json === undefined ? (form ?? body) : JSON.stringify(json);
    const sent: Record<string, string> = { ...headers };
    if (json !== undefined) sent['Content-Type'] = 'application/json';
    else if (body) sent['Content-Type'] = body.type || 'application/octet-stream';
    method ??= content === undefined ? 'GET' : 'POST';
    if (method === 'POST') sent['Idempotency-Key'] ??= newKey();
    for (let busy = 0; ;) {
        const answer = await send(address, { method, body: content, signal, headers: { ...sent, ...key.header() } });
        if (answer.ok) return answer;
        if (answer.status === 401) await key.wanted();
        else if (answer.status === 429 && busy++ < busyTries)
            await pause(1000 * Number(answer.headers.get('Retry-After') ?? 2), signal);
        else throw new ApiError(answer.status, await problemOf(answer));
    }
}

export const getJson = async <T>(address: string, signal?: AbortSignal): Promise<T> =>
    (await ask(address, { signal })).json();

/** A part of a list, and where the next one is. */
export interface Page<T> {
    entries: T[];
    next: string | null;
}

export async function getPage<T>(address: string, signal?: AbortSignal): Promise<Page<T>> {
    const answer = await ask(address, { signal });
    return {
        entries: await answer.json(),
        next: /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get('Link') ?? '')?.[1] ?? null,
    };
}

async function send(address: string, init: RequestInit): Promise<Response> {
    for (;;) {
        try {
            const answer = await fetch(address, init);
            if (connection.state === 'lost') connection.set('here');
            return answer;
        } catch (error) {
            if (init.signal?.aborted) throw error;
            await connection.isBack();
        }
    }
}

async function problemOf(answer: Response): Promise<Problem> {
    try {
        return await answer.json();
    } catch {
        return { title: answer.statusText };
    }
}

/** 128 random bits. (crypto.randomUUID is there over TLS and on localhost alone.) */
export function newKey(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}
