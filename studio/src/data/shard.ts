import { fileOf } from '../ui/pictures';
import { filesOf } from './tar';

/** A pair of a shard: kept, or rejected with a reason. The pictures are addresses. */
export interface ShardPair {
    key: string;
    input: string;
    target: string;
    instruction: string;
    task: string;
    filters: [string, number | null][];
    rejectedBy?: string;
    reason?: string;
}

/** Reads a shard. `forget` gives its pictures back. */
export async function readShard(address: string): Promise<{ pairs: ShardPair[]; forget: () => void }> {
    const files = filesOf(await (await fileOf(address)).arrayBuffer());
    const addresses: string[] = [];
    const picture = (name: string) => {
        const made = URL.createObjectURL(new Blob([files.get(name)!], { type: 'image/png' }));
        addresses.push(made);
        return made;
    };
    const keys = [...files.keys()]
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.slice(0, -'.json'.length));
    const pairs = keys.map((key) => {
        const text = JSON.parse(new TextDecoder().decode(files.get(key + '.json')));
        return {
            key,
            input: picture(key + '.input.png'),
            target: picture(key + '.target.png'),
            instruction: text.instruction,
            task: text.task,
            filters: Object.entries(text.filters ?? {}) as [string, number | null][],
            rejectedBy: text.rejected_by,
            reason: text.reason,
        };
    });
    return { pairs, forget: () => addresses.forEach((a) => URL.revokeObjectURL(a)) };
}
