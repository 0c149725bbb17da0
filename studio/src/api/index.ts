import { ask, getJson, getPage } from './http';
import type {
    Batch,
    BatchFile,
    BatchRequest,
    Ledger,
    ListedSession,
    Model,
    Session,
    Task,
    Training,
    Turn,
    TurnOptions,
} from './types';

/** The routes that the page uses, one function each. */

const post = async <T>(address: string, json?: unknown): Promise<T> =>
    (await ask(address, json === undefined ? { method: 'POST' } : { json })).json();

const remove = (address: string) => ask(address, { method: 'DELETE' });

export const sessionPath = (id: string) => `api/sessions/${encodeURIComponent(id)}`;
export const turnPath = (id: string, turn: number) => `${sessionPath(id)}/turns/${turn}`;
export const imagePath = (id: string, turn: number, width?: number) =>
    `${turnPath(id, turn)}/image${width ? `?width=${width}` : ''}`;
export const changesPath = (id: string, turn: number) => `${turnPath(id, turn)}/changes`;

export const sessions = {
    list: (page = 'api/sessions?size=24') => getPage<ListedSession>(page),
    get: (id: string) => getJson<Session>(sessionPath(id)),
    create: async (picture: Blob): Promise<Session> => (await ask('api/sessions', { body: picture })).json(),
    edit: (id: string, instruction: string, options: TurnOptions) =>
        post<Turn>(`${sessionPath(id)}/turns`, { instruction, ...options }),
    stop: (id: string, turn: number) => remove(turnPath(id, turn)),
    undo: (id: string) => post<Session>(`${sessionPath(id)}/undo`),
    redo: (id: string) => post<Session>(`${sessionPath(id)}/redo`),
    branch: (id: string, turn: number) => post<Session>(`${sessionPath(id)}/branch`, { turn }),
    delete: (id: string) => remove(sessionPath(id)),
    archivePath: (id: string) => `${sessionPath(id)}/file`,
};

export const models = { list: () => getJson<Model[]>('api/models') };

const taskPath = (name: string) => `api/tasks/${encodeURIComponent(name)}`;

export const tasks = {
    list: () => getPage<Task>('api/tasks?size=1000'),
    get: (name: string) => getJson<Task>(taskPath(name)),
    teach: async (form: FormData): Promise<Task> => (await ask('api/tasks', { form })).json(),
    pause: (name: string) => post<Task>(`${taskPath(name)}/pause`),
    resume: (name: string) => post<Task>(`${taskPath(name)}/resume`),
    delete: (name: string) => remove(taskPath(name)),
    curvePath: (name: string) => `${taskPath(name)}/curve`,
    samplesPath: (name: string) => `${taskPath(name)}/samples`,
    filePath: (name: string) => `${taskPath(name)}/file`,
};

const batchPath = (id: string) => `api/batches/${encodeURIComponent(id)}`;

export const batches = {
    list: (page = 'api/batches?size=100') => getPage<Batch>(page),
    get: (id: string) => getJson<Batch>(batchPath(id)),
    start: (request: BatchRequest) => post<Batch>('api/batches', request),
    pause: (id: string) => post<Batch>(`${batchPath(id)}/pause`),
    resume: (id: string) => post<Batch>(`${batchPath(id)}/resume`),
    cancel: (id: string) => post<Batch>(`${batchPath(id)}/cancel`),
    delete: (id: string) => remove(batchPath(id)),
    ledger: (id: string) => getJson<Ledger>(`${batchPath(id)}/ledger`),
    files: (id: string) => getPage<BatchFile>(`${batchPath(id)}/files?size=1000`),
};

const trainingPath = (id: string) => `api/trainings/${encodeURIComponent(id)}`;

export const trainings = {
    list: () => getPage<Training>('api/trainings?size=100'),
    get: (id: string) => getJson<Training>(trainingPath(id)),
    start: (part: string, options: Record<string, unknown>, id?: string) =>
        post<Training>('api/trainings', { part, options, id }),
    pause: (id: string) => post<Training>(`${trainingPath(id)}/pause`),
    resume: (id: string) => post<Training>(`${trainingPath(id)}/resume`),
    cancel: (id: string) => post<Training>(`${trainingPath(id)}/cancel`),
    delete: (id: string) => remove(trainingPath(id)),
    filePath: (id: string, file: string) => `${trainingPath(id)}/files/${file}`,
};
