import { ApiError } from '../api/http';

/** What went wrong, in the server's words, and what to do about it. */
export function Trouble({ error, onClose }: { error: unknown; onClose?: () => void }) {
    if (!error) return null;
    const message = error instanceof Error ? error.message : String(error);
    const advice = error instanceof ApiError ? error.advice : undefined;
    return (
        <div class="trouble" role="alert">
            <p>
                {message}
                {advice && <span> {advice[0].toUpperCase() + advice.slice(1)}.</span>}
            </p>
            {onClose && (
                <button type="button" class="link" onClick={onClose}>
                    Dismiss
                </button>
            )}
        </div>
    );
}
