import type { Model, TurnOptions } from '../api/types';
import { Button } from '../ui/Button';
import { samplers } from './samplers';

interface Props {
    model: Model;
    options: TurnOptions;
    onOptions: (options: TurnOptions) => void;
    onClose: () => void;
}

/** How turns are made. What is not set is the model's default, which is shown. */
export function OptionsDrawer({ model, options, onOptions, onClose }: Props) {
    const set = (change: TurnOptions) => onOptions(clean({ ...options, ...change }));
    const { defaults } = model;
    return (
        <aside class="drawer" aria-label="Options">
            <header>
                <h2>Options</h2>
                <Button kind="quiet" icon="close" aria-label="Close options" onClick={onClose} />
            </header>
            <label class="field">
                <span>Task</span>
                <select value={options.task ?? ''} onChange={(e) => set({ task: e.currentTarget.value || undefined })}>
                    <option value="">From what you say</option>
                    {model.tasks.map((t) => (
                        <option key={t}>{t}</option>
                    ))}
                </select>
            </label>
            <Range
                label="Steps"
                value={options.steps}
                usual={defaults.steps}
                min={1}
                max={100}
                step={1}
                onValue={(steps) => set({ steps })}
            />
            <Range
                label="Follow the words"
                hint="Text guidance"
                value={options.text_guidance}
                usual={defaults.text_guidance}
                min={0}
                max={15}
                step={0.1}
                onValue={(text_guidance) => set({ text_guidance })}
            />
            <Range
                label="Follow the picture"
                hint="Image guidance"
                value={options.image_guidance}
                usual={defaults.image_guidance}
                min={0}
                max={5}
                step={0.1}
                onValue={(image_guidance) => set({ image_guidance })}
            />
            <Range
                label="Keep what hardly changed"
                hint="Alpha: smaller changes are undone"
                value={options.alpha}
                usual={defaults.alpha}
                min={0}
                max={0.3}
                step={0.005}
                onValue={(alpha) => set({ alpha })}
            />
            <label class="field">
                <span>Sampler</span>
                <select
                    value={options.sampler ?? ''}
                    onChange={(e) => set({ sampler: e.currentTarget.value || undefined })}
                >
                    <option value="">{defaults.sampler} (the model’s)</option>
                    {samplers
                        .filter((s) => s !== defaults.sampler)
                        .map((s) => (
                            <option key={s}>{s}</option>
                        ))}
                </select>
            </label>
            <label class="field">
                <span>Seed</span>
                <input
                    type="number"
                    min={0}
                    max={Number.MAX_SAFE_INTEGER}
                    step={1}
                    placeholder="A new one each time"
                    value={options.seed ?? ''}
                    onInput={(e) =>
                        set({
                            seed:
                                e.currentTarget.value === ''
                                    ? undefined
                                    : Math.max(0, Math.floor(Number(e.currentTarget.value))),
                        })
                    }
                />
            </label>
            <Button kind="quiet" disabled={Object.keys(options).length === 0} onClick={() => onOptions({})}>
                All as the model has them
            </Button>
        </aside>
    );
}

export const clean = (options: TurnOptions): TurnOptions =>
    Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

interface RangeProps {
    label: string;
    hint?: string;
    value: number | undefined;
    usual: number;
    min: number;
    max: number;
    step: number;
    onValue: (value: number | undefined) => void;
}

function Range({ label, hint, value, usual, min, max, step, onValue }: RangeProps) {
    const now = value ?? usual;
    return (
        <div class="field">
            <label>
                <span class="field-words">
                    {label} <span class="muted">{Number(now.toFixed(3))}</span>
                </span>
                <input
                    type="range"
                    min={min}
                    max={Math.max(max, usual)}
                    step={step}
                    value={now}
                    onInput={(e) =>
                        onValue(Number(e.currentTarget.value) === usual ? undefined : Number(e.currentTarget.value))
                    }
                />
            </label>
            <span class="muted field-words">
                <span>{hint}</span>
                {value !== undefined && (
                    <button type="button" class="link" onClick={() => onValue(undefined)}>
                        back to {Number(usual.toFixed(3))}
                    </button>
                )}
            </span>
        </div>
    );
}
