import { useRef } from 'preact/hooks';
import { placeOf } from '../router';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { views, type View } from './Stage';

interface Props {
    view: View;
    onView: (view: View) => void;
    comparable: boolean;
    can: { undo: boolean; redo: boolean; again: boolean };
    onUndo: () => void;
    onRedo: () => void;
    onAgain: () => void;
    download: Record<'picture' | 'sheet' | 'session', () => Promise<unknown>>;
    onHelp: () => void;
}

/** Above the picture: back, forth, again; how to look at it; what to take home. */
export function Toolbar(p: Props) {
    const menu = useRef<HTMLDetailsElement>(null);
    const take = (what: keyof Props['download']) => {
        menu.current!.open = false;
        void p.download[what]();
    };
    return (
        <div class="toolbar" role="toolbar" aria-label="Picture">
            <div class="group">
                <a class="button quiet square" href={placeOf('edit')} aria-label="All sessions" title="All sessions">
                    <Icon name="back" />
                </a>
                <Button kind="quiet" icon="undo" aria-label="Undo" disabled={!p.can.undo} onClick={p.onUndo} />
                <Button kind="quiet" icon="redo" aria-label="Redo" disabled={!p.can.redo} onClick={p.onRedo} />
                <Button
                    kind="quiet"
                    icon="again"
                    aria-label="Try again with another seed"
                    disabled={!p.can.again}
                    onClick={p.onAgain}
                />
            </div>
            <div class="segments" role="group" aria-label="View">
                {Object.entries(views).map(([name, title]) => (
                    <button
                        key={name}
                        type="button"
                        aria-pressed={p.view === name}
                        disabled={!p.comparable}
                        onClick={() => p.onView(name as View)}
                    >
                        {title}
                    </button>
                ))}
            </div>
            <div class="group end">
                <details
                    ref={menu}
                    class="menu"
                    onBlur={(e) => e.currentTarget.contains(e.relatedTarget as Node) || (e.currentTarget.open = false)}
                >
                    <summary class="button quiet square" aria-label="Download" title="Download">
                        <Icon name="download" />
                    </summary>
                    <div class="menu-items">
                        <button type="button" onClick={() => take('picture')}>
                            This picture
                        </button>
                        <button type="button" onClick={() => take('sheet')}>
                            A sheet of the turns
                        </button>
                        <button type="button" onClick={() => take('session')}>
                            The whole session
                        </button>
                    </div>
                </details>
                <Button kind="quiet" icon="help" aria-label="Keys" onClick={p.onHelp} />
            </div>
        </div>
    );
}
