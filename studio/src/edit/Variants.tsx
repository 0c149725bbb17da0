import { imagePath } from '../api';
import type { Session, Turn } from '../api/types';
import { usePicture } from '../ui/pictures';

interface Props {
    session: Session;
    variants: Turn[];
    shown: number;
    onShow: (turn: number) => void;
}

/** The same instruction with several seeds, next to each other. */
export function Variants({ session, variants, shown, onShow }: Props) {
    return (
        <div class="variants" role="group" aria-label="The same with other seeds">
            {variants.map((turn, i) => (
                <button
                    key={turn.turn}
                    type="button"
                    aria-pressed={turn.turn === shown}
                    onClick={() => onShow(turn.turn)}
                    title={`Seed ${turn.seed}`}
                >
                    <Thumbnail address={imagePath(session.id, turn.turn, 160)} name={`Variant ${i + 1}`} />
                </button>
            ))}
        </div>
    );
}

function Thumbnail({ address, name }: { address: string; name: string }) {
    const picture = usePicture(address);
    return picture ? <img src={picture} alt={name} /> : <span class="no-picture" aria-label={name} />;
}
