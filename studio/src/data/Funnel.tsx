import type { Ledger, StageCounts } from '../api/types';
import { number, percent } from '../ui/words';

/** What came into each stage and what went on, all tasks together, with the reasons that cost most. */
export function Funnel({ ledger }: { ledger: Ledger }) {
    const stages = total(ledger).filter((s, i) => i < 2 || s.in !== s.out);
    const most = Math.max(1, ...stages.map((s) => Math.max(s.in, s.out)));
    return (
        <section class="funnel" aria-labelledby="funnel-title">
            <h2 id="funnel-title">From tries to pairs</h2>
            <ol>
                {stages.map((s) => (
                    <li key={s.stage}>
                        <span class="funnel-name">{s.stage.replaceAll('_', ' ').replaceAll('-', ' ')}</span>
                        <span class="funnel-bar" aria-hidden="true">
                            <span style={{ width: `${(100 * s.in) / most}%` }} />
                            <span class="on" style={{ width: `${(100 * s.out) / most}%` }} />
                        </span>
                        <span class="funnel-count">
                            {number(s.in)} → <strong>{number(s.out)}</strong>
                        </span>
                        <Reasons stage={s} />
                    </li>
                ))}
            </ol>
            <p class="muted">
                {number(ledger.kept)} kept of {number(ledger.tried)} tried
                {ledger.tried > 0 && `: ${percent(ledger.kept / ledger.tried)}`}.
            </p>
        </section>
    );
}

function Reasons({ stage }: { stage: StageCounts }) {
    const largest = Object.entries(stage.reasons)
        .sort((a, b) => b[1] - a[1])
        .slice(0, 3);
    if (largest.length === 0) return null;
    return (
        <ul class="reasons muted">
            {largest.map(([reason, count]) => (
                <li key={reason}>
                    {number(count)}: {plain(reason)}
                </li>
            ))}
        </ul>
    );
}

// The ledger counts reasons without their numbers and quoted words.
const plain = (reason: string) => reason.replaceAll(/'\.\.\.'|#/g, '…');

function total({ ledger }: Ledger): StageCounts[] {
    const { stages, tasks } = ledger!.counts;
    return stages.map((stage, i) => {
        const parts = Object.values(tasks).map((t) => t.stages[i]);
        const reasons: Record<string, number> = {};
        for (const part of parts)
            for (const [reason, n] of Object.entries(part.reasons)) reasons[reason] = (reasons[reason] ?? 0) + n;
        return { stage, in: sum(parts.map((p) => p.in)), out: sum(parts.map((p) => p.out)), reasons };
    });
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
