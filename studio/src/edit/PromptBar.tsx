import type { RefObject } from 'preact';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';

interface Props {
    field: RefObject<HTMLTextAreaElement | null>;
    text: string;
    onText: (text: string) => void;
    variants: number;
    onVariants: (variants: number) => void;
    busy: boolean;
    /** Whether the edit keeps to a mask, and whether it is being painted. */
    masked: boolean;
    painting: boolean;
    onPaint: () => void;
    onUnmask: () => void;
    onSend: () => void;
    onStop: () => void;
    optionsOpen: boolean;
    optionsChanged: number;
    onOptions: () => void;
}

const longest = 1000;

/** Where the user says what to change. Enter sends, Shift and Enter begin a new line. */
export function PromptBar(p: Props) {
    const keys = (event: KeyboardEvent) => {
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        if (!p.busy && p.text.trim()) p.onSend();
    };
    return (
        <form
            class="prompt"
            onSubmit={(e) => {
                e.preventDefault();
                p.onSend();
            }}
        >
            <textarea
                ref={p.field}
                rows={1}
                value={p.text}
                maxLength={longest}
                aria-label="What to change"
                placeholder="What should change?"
                enterkeyhint="send"
                onInput={(e) => p.onText(e.currentTarget.value)}
                onKeyDown={keys}
            />
            <div class="prompt-row">
                <label class="small-select">
                    <span class="visually-hidden">Variants</span>
                    <select value={p.variants} onChange={(e) => p.onVariants(Number(e.currentTarget.value))}>
                        {[1, 2, 3, 4, 6, 8].map((n) => (
                            <option key={n} value={n}>
                                {n === 1 ? '1 picture' : `${n} variants`}
                            </option>
                        ))}
                    </select>
                </label>
                <Button
                    kind="quiet"
                    icon="brush"
                    aria-pressed={p.painting}
                    aria-label="Paint where it may change something"
                    onClick={p.onPaint}
                />
                {p.masked && (
                    <button
                        type="button"
                        class="chip mask-chip"
                        aria-label="Edit everywhere"
                        title="Edit everywhere"
                        onClick={p.onUnmask}
                    >
                        where painted <Icon name="close" />
                    </button>
                )}
                <Button kind="quiet" icon="settings" aria-expanded={p.optionsOpen} onClick={p.onOptions}>
                    Options{p.optionsChanged > 0 && <span class="badge">{p.optionsChanged}</span>}
                </Button>
                <span class="push" />
                {p.busy ? (
                    <Button kind="main" icon="stop" onClick={p.onStop}>
                        Stop
                    </Button>
                ) : (
                    <Button kind="main" icon="send" type="submit" disabled={!p.text.trim()}>
                        Edit
                    </Button>
                )}
            </div>
        </form>
    );
}
