import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from './Button';

/** A modal dialog: the browser's own, which keeps the focus in it and closes with Escape. */
export function Dialog({
    title,
    onClose,
    children,
}: {
    title: string;
    onClose?: () => void;
    children: ComponentChildren;
}) {
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const open = dialog.current!;
        open.showModal();
        return () => open.close();
    }, []);
    const cancel = (event: Event) => {
        event.preventDefault();
        onClose?.();
    };
    return (
        <dialog
            ref={dialog}
            class="dialog"
            aria-labelledby="dialog-title"
            onCancel={cancel}
            onClick={(e) => e.target === dialog.current && onClose?.()}
        >
            <div class="dialog-body">
                <header>
                    <h2 id="dialog-title">{title}</h2>
                    {onClose && <Button kind="quiet" icon="close" aria-label="Close" onClick={onClose} />}
                </header>
                {children}
            </div>
        </dialog>
    );
}
