import { Dialog } from '../ui/Dialog';
import { shortcuts } from './keys';

export function KeyHelp({ onClose }: { onClose: () => void }) {
    return (
        <Dialog title="Keys" onClose={onClose}>
            <dl class="keys">
                {shortcuts.map(([name, what]) => (
                    <div key={name}>
                        <dt>
                            <kbd>{name}</kbd>
                        </dt>
                        <dd>{what}</dd>
                    </div>
                ))}
            </dl>
        </Dialog>
    );
}
