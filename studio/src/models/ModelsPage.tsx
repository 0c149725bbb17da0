import { models } from '../api';
import type { Model } from '../api/types';
import { Trouble } from '../ui/Trouble';
import { useAnswer } from '../ui/useAsync';

/** What the optional parts of a bundle are good for. */
const parts: Record<string, string> = {
    task_predictor: 'tells the task from the words',
    text_to_image: 'draws pictures for data sets',
    text_to_image_unet: 'draws pictures for data sets',
    clip: 'compares pictures with words',
    detector: 'finds what is named',
    segmenter: 'cuts out what is found',
    depth: 'sees how near things are',
    preview_vae: 'draws quick previews',
};

/** What is loaded, and what it can do. */
export function ModelsPage() {
    const { answer, error } = useAnswer(models.list, []);
    return (
        <main class="page">
            <h1>Models</h1>
            <p class="lead">
                What this server edits with. Start it with <code>emuedit serve --bundle FOLDER</code> to use another
                one.
            </p>
            <Trouble error={error} />
            {answer?.map((model) => (
                <ModelCard key={model.name} model={model} />
            ))}
        </main>
    );
}

function ModelCard({ model }: { model: Model }) {
    const { provider, defaults } = model;
    return (
        <article class="card padded model">
            <header>
                <h2>{model.name}</h2>
                <span class="chip">
                    {provider.kind === 'cpu'
                        ? 'on the processor'
                        : `on ${provider.kind.toUpperCase()} ${provider.device}`}
                </span>
            </header>
            {provider.fallback && <p class="remark">{provider.fallback}</p>}
            {model.remarks.map((remark) => (
                <p key={remark} class="remark">
                    {remark}
                </p>
            ))}
            <dl class="facts">
                <Fact name="Sees pictures as" value={`${model.image_size} × ${model.image_size}`} />
                <Fact name="Steps" value={defaults.steps} />
                <Fact name="Text guidance" value={defaults.text_guidance} />
                <Fact name="Image guidance" value={defaults.image_guidance} />
                <Fact name="Alpha" value={Number(defaults.alpha.toFixed(3))} />
                <Fact name="Sampler" value={defaults.sampler} />
                <Fact name="Licence" value={model.licence ?? 'not said'} />
            </dl>
            <h3>Tasks</h3>
            <p class="chips">
                {model.tasks.length === 0 && (
                    <span class="muted">It knows no tasks by name; it follows the words alone.</span>
                )}
                {model.tasks.map((t) => (
                    <span key={t} class="chip">
                        {t}
                    </span>
                ))}
            </p>
            <h3>Parts beside the editor</h3>
            <ul class="parts">
                {model.parts.length === 0 && <li class="muted">None.</li>}
                {model.parts.map((part) => (
                    <li key={part}>
                        <strong>{part.replaceAll('_', ' ')}</strong> <span class="muted">{parts[part]}</span>
                    </li>
                ))}
            </ul>
        </article>
    );
}

function Fact({ name, value }: { name: string; value: string | number }) {
    return (
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    );
}
