/** How far something is: a bar and words. */
export function Meter({ label, share, note }: { label: string; share: number; note?: string }) {
    const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
    return (
        <div class="meter">
            <div class="meter-words">
                <span>{label}</span>
                {note && <span class="muted">{note}</span>}
            </div>
            <div
                class="bar"
                role="progressbar"
                aria-label={label}
                aria-valuenow={percent}
                aria-valuemin={0}
                aria-valuemax={100}
            >
                <span style={{ width: `${percent}%` }} />
            </div>
        </div>
    );
}
