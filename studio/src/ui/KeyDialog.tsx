import { useState } from 'preact/hooks';
import { key } from '../api/key';
import { Button } from './Button';
import { Dialog } from './Dialog';

/** Asks for the key of a server that wants one. */
export function KeyDialog() {
    const [text, setText] = useState('');
    return (
        <Dialog title="This server wants its key">
            <form class="form" onSubmit={(e) => (e.preventDefault(), key.give(text.trim()))}>
                <p>
                    {key.refused
                        ? 'It does not know that key.'
                        : 'Whoever started it has a file with the key. It is kept until you close this tab.'}
                </p>
                <label class="field">
                    <span>Key</span>
                    <input
                        type="password"
                        autocomplete="current-password"
                        required
                        autofocus
                        value={text}
                        onInput={(e) => setText(e.currentTarget.value)}
                    />
                </label>
                <Button kind="main" type="submit">
                    Go in
                </Button>
            </form>
        </Dialog>
    );
}
