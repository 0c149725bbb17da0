import { useEffect, useRef, useState } from 'preact/hooks';
import { imagePath, models, sessions } from '../api';
import type { TurnOptions } from '../api/types';
import { go, placeOf } from '../router';
import { fileOf, save, usePicture } from '../ui/pictures';
import { Trouble } from '../ui/Trouble';
import { useAnswer } from '../ui/useAsync';
import { useKeys } from './keys';
import { clean, OptionsDrawer } from './OptionsDrawer';
import { usePastedPicture } from './paste';
import { PromptBar } from './PromptBar';
import { Brush } from './Brush';
import { KeyHelp } from './KeyHelp';
import { ideasOf } from './scenes';
import { sheetOf } from './sheet';
import { Stage, views, type View } from './Stage';
import { Suggestions } from './Suggestions';
import { Toolbar } from './Toolbar';
import { newestFrom, variantsOf } from './tree';
import { TurnTree } from './TurnTree';
import { TurnNotes } from './TurnNotes';
import { useEditing } from './useEditing';
import { useMask } from './useMask';
import { Variants } from './Variants';

/** A session: the picture, what was done to it, and what to do next. */
export function EditScreen({ id, task }: { id: string; task?: string }) {
    const editing = useEditing(id);
    const { session, live } = editing;
    const model = useAnswer(models.list, []).answer?.[0];
    const [text, setText] = useState('');
    const [variants, setVariants] = useState(1);
    const [options, setOptions] = useState<TurnOptions>(task ? { task } : {});
    const [view, setView] = useState<View>('after');
    const [peek, setPeek] = useState(false);
    const [drawer, setDrawer] = useState(false);
    const [help, setHelp] = useState(false);
    const masking = useMask(session);
    const prompt = useRef<HTMLTextAreaElement>(null);
    useEffect(() => prompt.current?.focus(), [session === undefined]);
    usePastedPicture(async (picture) => go('edit', (await sessions.create(picture)).id));

    const shown = session?.current_turn ?? 0;
    const turn = session?.turns[shown - 1];
    const picture = usePicture(session && imagePath(id, shown));
    const mask = async () => (masking.painted ? masking.mask!.toBase64() : undefined);
    const send = async () => {
        if (!session || live || !text.trim()) return;
        setText('');
        masking.done();
        await editing.edit({
            instruction: text.trim(),
            options: clean({ ...options, mask: await mask() }),
            variants,
            parent: shown,
        });
    };
    const again = async () => {
        if (!turn || live) return;
        const wish = {
            instruction: turn.instruction,
            options: clean({ ...options, seed: undefined, mask: await mask() }),
            variants,
            parent: turn.parent,
        };
        await editing.edit(wish);
    };
    const download = {
        picture: async () => save(await fileOf(imagePath(id, shown)), `emuedit-${shown}.png`),
        sheet: async () => session && save(await sheetOf(session, shown), 'emuedit-sheet.png'),
        session: async () => save(await fileOf(sessions.archivePath(id)), 'emuedit-session.zip'),
    };
    const can = {
        undo: !live && shown > 0,
        redo: !live && session !== undefined && newestFrom(session.turns, shown) !== undefined,
        again: !live && !!turn,
    };
    const undo = () => can.undo && void editing.undo();
    const redo = () => can.redo && void editing.redo();

    useKeys(
        {
            '/': () => prompt.current?.focus(),
            z: undo,
            'Shift+z': redo,
            y: redo,
            r: () => void again(),
            b: () => setPeek(true),
            t: () => document.querySelector<HTMLElement>('.tree [aria-current]')?.focus(),
            p: masking.toggle,
            o: () => setDrawer((open) => !open),
            d: () => void download.picture(),
            '?': () => setHelp(true),
            ...Object.fromEntries(Object.keys(views).map((name, i) => [String(i + 1), () => setView(name as View)])),
        },
        { b: () => setPeek(false) },
    );

    if (!session)
        return (
            <main class="page">
                <Trouble error={editing.error} />
                {editing.error !== undefined && <a href={placeOf('edit')}>To all sessions</a>}
            </main>
        );
    return (
        <main class={`edit ${drawer ? 'with-drawer' : ''}`}>
            <h1 class="visually-hidden">Edit a picture</h1>
            <TurnTree session={session} shown={shown} onShow={(t) => void editing.goTo(t)} />
            <div class="middle">
                <Toolbar
                    view={view}
                    onView={setView}
                    comparable={shown > 0}
                    can={can}
                    onUndo={undo}
                    onRedo={redo}
                    onAgain={() => void again()}
                    download={download}
                    onHelp={() => setHelp(true)}
                />
                {masking.painting && !live && picture ? (
                    <Brush picture={picture} mask={masking.mask!} onPainted={masking.changed} onDone={masking.done} />
                ) : (
                    <Stage
                        session={session}
                        shown={shown}
                        before={turn?.parent ?? 0}
                        view={view}
                        peek={peek}
                        live={live}
                    />
                )}
                {!live && variantsOf(session.turns, shown).length > 1 && (
                    <Variants
                        session={session}
                        variants={variantsOf(session.turns, shown)}
                        shown={shown}
                        onShow={(t) => void editing.goTo(t)}
                    />
                )}
                <TurnNotes
                    turn={live ? undefined : turn}
                    session={session}
                    onSplit={(edits) => void editing.editInTurns(edits, clean(options), turn!.parent)}
                />
                <Trouble error={editing.error} onClose={editing.dismiss} />
                {session.turns.length === 0 && !live && (
                    <Suggestions ideas={ideasOf(id)} onTake={(s) => (setText(s), prompt.current?.focus())} />
                )}
                <PromptBar
                    field={prompt}
                    text={text}
                    onText={setText}
                    variants={variants}
                    onVariants={setVariants}
                    busy={live !== null}
                    onSend={() => void send()}
                    masked={masking.painted}
                    painting={masking.painting}
                    onPaint={masking.toggle}
                    onUnmask={masking.drop}
                    onStop={() => void editing.stop()}
                    optionsOpen={drawer}
                    optionsChanged={Object.keys(options).length}
                    onOptions={() => setDrawer(!drawer)}
                />
            </div>
            {drawer && model && (
                <OptionsDrawer
                    model={model}
                    options={options}
                    onOptions={setOptions}
                    onClose={() => setDrawer(false)}
                />
            )}
            {help && <KeyHelp onClose={() => setHelp(false)} />}
        </main>
    );
}
