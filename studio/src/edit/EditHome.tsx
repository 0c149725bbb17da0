import { sessions } from '../api';
import { go } from '../router';
import { DropZone } from '../ui/DropZone';
import { Icon } from '../ui/Icon';
import { Trouble } from '../ui/Trouble';
import { useDeed } from '../ui/useAsync';
import { usePastedPicture } from './paste';
import { remember, scenes, type Scene } from './scenes';
import { SessionList } from './SessionList';

/** Where an edit begins: a picture, or a session that is there. */
export function EditHome() {
    const { busy, error, clear, does } = useDeed();
    const begin = (picture: Blob, ideas?: string[]) =>
        does(async () => {
            const { id } = await sessions.create(picture);
            if (ideas) remember(id, ideas);
            go('edit', id);
        });
    const take = async (scene: Scene) => begin(await (await fetch(scene.address)).blob(), scene.ideas);
    usePastedPicture((picture) => void begin(picture));
    return (
        <main class="page home">
            <h1>What would you like to change?</h1>
            <DropZone label="Choose a picture" class="hero" onFiles={([picture]) => void begin(picture)}>
                <Icon name="picture" />
                <strong>{busy ? 'Beginning …' : 'Drop a picture here, or choose one'}</strong>
                <span class="muted">
                    You can paste one, too. PNG, JPEG, WebP, BMP or GIF, up to 16 megapixels. It stays on this server.
                </span>
            </DropZone>
            <Trouble error={error} onClose={clear} />
            <section class="scenes" aria-label="Examples">
                <p class="muted">No picture at hand? Take one of these:</p>
                <div>
                    {scenes.map((scene) => (
                        <button key={scene.address} type="button" disabled={busy} onClick={() => void take(scene)}>
                            <img src={scene.address} alt={scene.name} width={96} height={96} />
                        </button>
                    ))}
                </div>
            </section>
            <SessionList />
        </main>
    );
}
