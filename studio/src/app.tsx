import { useEffect, useState } from 'preact/hooks';
import { connection } from './api/connection';
import { BatchPage } from './data/BatchPage';
import { DataPage } from './data/DataPage';
import { EditHome } from './edit/EditHome';
import { EditScreen } from './edit/EditScreen';
import { ModelsPage } from './models/ModelsPage';
import { placeOf, useRoute } from './router';
import { TaskPage } from './teach/TaskPage';
import { TeachPage } from './teach/TeachPage';
import { TrainingPage } from './train/TrainingPage';
import { TrainPage } from './train/TrainPage';
import { Button } from './ui/Button';
import { Icon } from './ui/Icon';
import { KeyDialog } from './ui/KeyDialog';
import { useTheme } from './ui/theme';
import { capital } from './ui/words';

const sections = ['edit', 'teach', 'data', 'train', 'models'] as const;

export function App() {
    const [section = 'edit', id] = useRoute();
    useEffect(() => void (document.title = `${capital(section)} · EmuEdit Studio`), [section]);
    return (
        <>
            <header class="top">
                <a class="brand" href={placeOf('edit')}>
                    <span class="egg" aria-hidden="true" /> EmuEdit <span class="muted">Studio</span>
                </a>
                <nav class="sections" aria-label="Sections">
                    {sections.map((name) => (
                        <a key={name} href={placeOf(name)} aria-current={name === section ? 'page' : undefined}>
                            <Icon name={name} />
                            {capital(name)}
                        </a>
                    ))}
                </nav>
                <ThemeSwitch />
            </header>
            <Connection />
            <Section name={section} id={id} />
        </>
    );
}

function Section({ name, id }: { name: string; id: string | undefined }) {
    switch (name) {
        case 'teach':
            return id ? <TaskPage key={id} name={id} /> : <TeachPage />;
        case 'data':
            return id ? <BatchPage key={id} id={id} /> : <DataPage />;
        case 'train':
            return id ? <TrainingPage key={id} id={id} /> : <TrainPage />;
        case 'models':
            return <ModelsPage />;
        default:
            return id ? <EditScreen key={id} id={id} /> : <EditHome />;
    }
}

function ThemeSwitch() {
    const [theme, next] = useTheme();
    return <Button kind="quiet" icon={theme} aria-label={`Theme: ${theme}`} onClick={next} />;
}

/** Says when the server is gone or wants its key. */
function Connection() {
    const [state, setState] = useState(connection.state);
    useEffect(() => connection.watch(setState), []);
    return (
        <>
            {state === 'lost' && (
                <p class="banner" role="status">
                    The server does not answer. What it accepted is safe; this page goes on when it is back.
                </p>
            )}
            {state === 'key wanted' && <KeyDialog />}
        </>
    );
}
