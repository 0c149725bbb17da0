import { useEffect, useRef } from 'preact/hooks';

const red = [236, 72, 108];

/** The picture with the pixels that the turn changed in colour, and all others paler. */
export function Changed({ picture, changes, what }: { picture: string; changes: string | undefined; what: string }) {
    const canvas = useRef<HTMLCanvasElement>(null);
    useEffect(() => {
        let current = true;
        if (changes)
            void Promise.all([decode(picture), decode(changes)]).then(
                ([image, mask]) => current && canvas.current && paint(canvas.current, image, mask),
            );
        return () => void (current = false);
    }, [picture, changes]);
    return (
        <>
            <img src={picture} alt={what} />
            <canvas ref={canvas} class="layer" role="img" aria-label="The pixels that changed" />
        </>
    );
}

async function decode(address: string): Promise<HTMLImageElement> {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
}

function paint(canvas: HTMLCanvasElement, image: HTMLImageElement, mask: HTMLImageElement) {
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const context = canvas.getContext('2d')!;
    context.drawImage(mask, 0, 0);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    const { data } = pixels;
    for (let i = 0; i < data.length; i += 4) {
        const changed = data[i] > 127;
        [data[i], data[i + 1], data[i + 2], data[i + 3]] = changed ? [...red, 110] : [255, 255, 255, 120];
    }
    context.putImageData(pixels, 0, 0);
}
