import { capital } from '../ui/words';

const tones: Record<string, string> = {
    running: 'busy',
    pausing: 'busy',
    cancelling: 'busy',
    completed: 'good',
    learned: 'good',
    trained: '',
    paused: 'waiting',
    failed: 'bad',
    incomplete: 'bad',
    cancelled: '',
};

export function Status({ of }: { of: string }) {
    return <span class={`status ${tones[of] ?? ''}`}>{capital(of)}</span>;
}
