/** What the API answers, as /openapi.json describes it. Names are those of the documents. */

export type TurnStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface Turn {
    turn: number;
    parent: number;
    instruction: string;
    status: TurnStatus;
    seed: number;
    created: string;
    task: string | null;
    task_predicted: boolean | null;
    task_confidence: number | null;
    started: string | null;
    finished: string | null;
    changed_pixels: number | null;
    masked: boolean;
    remarks: string[];
    edits?: string[] | null;
    error: { type: string; message: string } | null;
    progress: { step: number; steps: number; preview: string | null } | null;
    image: string | null;
    changes: string | null;
}

export interface Session {
    id: string;
    created: string;
    expires: string;
    width: number;
    height: number;
    current_turn: number;
    turns: Turn[];
}

export interface ListedSession {
    id: string;
    created: string;
    expires: string;
    width: number;
    height: number;
    current_turn: number;
    turns: number;
    instruction: string | null;
    thumbnail: string;
}

/** How a turn is made. What is left out is the model's default. */
export interface TurnOptions {
    task?: string;
    seed?: number;
    steps?: number;
    text_guidance?: number;
    image_guidance?: number;
    alpha?: number;
    sampler?: string;
    mask?: string;
}

export interface Model {
    name: string;
    image_size: number;
    tasks: string[];
    defaults: { steps: number; text_guidance: number; image_guidance: number; alpha: number; sampler: string };
    parts: string[];
    provider: { kind: string; device: number; fallback: string | null };
    licence: string | null;
    remarks: string[];
}

export interface JobProgress {
    share: number;
    step: number;
    loss: number;
    error: number | null;
    seconds_left: number;
}

export type JobStatus = 'running' | 'paused' | 'cancelled' | 'completed' | 'failed';

export interface Task {
    name: string;
    status: 'trained' | 'learned' | JobStatus;
    description: string | null;
    reason: string | null;
    progress: JobProgress | null;
    learned: {
        created: string;
        phrases: string[];
        examples: number;
        held_out: number;
        started_from: string;
        error_before: number;
        error_after: number;
        steps: number;
        seconds: number;
    } | null;
}

export interface Training {
    id: string;
    status: JobStatus;
    created: string;
    finished: string | null;
    reason: string | null;
    part: string;
    options: Record<string, unknown>;
    progress: JobProgress | null;
}

export type BatchStatus =
    'running' | 'pausing' | 'paused' | 'cancelling' | 'cancelled' | 'completed' | 'incomplete' | 'failed';

export interface BatchRequest {
    id?: string;
    count: number;
    seed?: number;
    tasks?: Record<string, number>;
    candidates?: number;
    shard_size?: number;
    options?: { source?: string };
}

export interface Batch {
    id: string;
    status: BatchStatus;
    created: string;
    finished: string | null;
    reason: string | null;
    plan: Required<Pick<BatchRequest, 'count' | 'seed' | 'tasks' | 'candidates' | 'shard_size'>> & {
        captions: string | null;
        bundle: string;
    };
    progress: {
        shards: number;
        shards_written: number;
        shards_failed: number;
        shards_running: number;
        tried: number;
        candidates: number;
        kept: number;
        seconds_left: number | null;
    };
    failures: { shard: number; reason: string }[];
}

export interface StageCounts {
    stage: string;
    in: number;
    out: number;
    reasons: Record<string, number>;
}

export interface Ledger {
    shards: number;
    tried: number;
    candidates: number;
    kept: number;
    ledger: { counts: { stages: string[]; tasks: Record<string, { stages: StageCounts[] }> } } | null;
}

export interface BatchFile {
    name: string;
    address: string;
}

/** An error as RFC 9457 describes it, with what was given and what is allowed. */
export interface Problem {
    title?: string;
    detail?: string;
    status?: number;
    given?: string;
    allowed?: string;
    advice?: string;
    current_turn?: number;
}
