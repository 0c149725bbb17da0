import { imagePath } from '../api';
import type { Session } from '../api/types';
import { bitmapOf } from '../ui/pictures';
import { pathTo } from './tree';

const smallest = 256;
const gap = 24;
const words = 52;

/** The way from the source to a turn as one picture, each step with what was asked for below it. */
export async function sheetOf(session: Session, shown: number): Promise<Blob> {
    const turns = pathTo(session.turns, shown);
    const scale = Math.max(1, Math.ceil(smallest / session.width));
    const [width, height] = [session.width * scale, session.height * scale];
    const canvas = new OffscreenCanvas(gap + turns.length * (width + gap), height + gap + words);
    const context = canvas.getContext('2d')!;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.font = '16px Figtree, sans-serif';
    context.textBaseline = 'top';
    for (const [i, turn] of turns.entries()) {
        const left = gap + i * (width + gap);
        context.drawImage(await bitmapOf(imagePath(session.id, turn)), left, gap, width, height);
        context.fillStyle = '#1d1c1a';
        caption(
            context,
            turn === 0 ? 'The picture' : session.turns[turn - 1].instruction,
            left,
            gap + height + 8,
            width,
        );
    }
    return canvas.convertToBlob({ type: 'image/png' });
}

/** Two lines at most; what does not fit is left out. */
function caption(context: OffscreenCanvasRenderingContext2D, text: string, x: number, y: number, width: number) {
    const lines = [''];
    for (const word of text.split(/\s+/)) {
        const longer = `${lines.at(-1)} ${word}`.trim();
        if (lines.at(-1) && context.measureText(longer).width > width) lines.push(word);
        else lines[lines.length - 1] = longer;
    }
    lines
        .slice(0, 2)
        .forEach((line, i) => context.fillText(i === 1 && lines.length > 2 ? line + ' …' : line, x, y + i * 20, width));
}
