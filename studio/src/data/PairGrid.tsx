import { useEffect, useState } from 'preact/hooks';
import type { BatchFile } from '../api/types';
import { Trouble } from '../ui/Trouble';
import { short } from '../ui/words';
import { readShard, type ShardPair } from './shard';

/** The pairs of one shard at a time, with what the filters say of them. */
export function PairGrid({ shards, empty }: { shards: BatchFile[]; empty: string }) {
    const [place, setPlace] = useState(0);
    const [pairs, setPairs] = useState<ShardPair[]>();
    const [error, setError] = useState<unknown>();
    const shard = shards[Math.min(place, shards.length - 1)];
    useEffect(() => {
        let current = true;
        let forget = () => {};
        setError(undefined);
        if (shard)
            readShard(shard.address).then(
                (read) => {
                    forget = read.forget;
                    if (current) setPairs(read.pairs);
                    else forget();
                },
                (e) => current && setError(e),
            );
        return () => {
            current = false;
            forget();
            setPairs(undefined);
        };
    }, [shard?.address]);
    if (!shard) return <p class="empty">{empty}</p>;
    return (
        <>
            {shards.length > 1 && (
                <label class="field inline">
                    <span>Shard</span>
                    <select value={place} onChange={(e) => setPlace(Number(e.currentTarget.value))}>
                        {shards.map((s, i) => (
                            <option key={s.name} value={i}>
                                {i + 1} of {shards.length}
                            </option>
                        ))}
                    </select>
                </label>
            )}
            <Trouble error={error} />
            {pairs?.length === 0 && <p class="empty">{empty}</p>}
            <ul class="pair-grid">
                {pairs?.map((pair) => (
                    <li key={pair.key} class="card">
                        <PairView pair={pair} />
                    </li>
                ))}
            </ul>
        </>
    );
}

function PairView({ pair }: { pair: ShardPair }) {
    return (
        <>
            <div class="two-pictures">
                <img src={pair.input} alt="Before" loading="lazy" />
                <img src={pair.target} alt={`After: ${pair.instruction}`} loading="lazy" />
            </div>
            <div class="pair-words">
                <strong>{pair.instruction}</strong>
                <span>
                    <span class="chip">{pair.task}</span> <span class="muted">{pair.key}</span>
                </span>
                {pair.reason && <p class="reason">{pair.reason}</p>}
                <details>
                    <summary>Scores</summary>
                    <dl class="scores">
                        {pair.filters.map(([name, value]) => (
                            <div key={name} class={name === pair.rejectedBy ? 'bad' : ''}>
                                <dt>{name}</dt>
                                <dd>{value === null ? '–' : short(value)}</dd>
                            </div>
                        ))}
                    </dl>
                </details>
            </div>
        </>
    );
}
