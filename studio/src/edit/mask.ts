/** Where an edit may change something: painted by hand on a canvas of the picture's size. */
export class PaintedMask {
    readonly canvas: OffscreenCanvas;
    readonly #context: OffscreenCanvasRenderingContext2D;

    constructor(width: number, height: number) {
        this.canvas = new OffscreenCanvas(width, height);
        this.#context = this.canvas.getContext('2d', { willReadFrequently: true })!;
        this.#context.lineCap = this.#context.lineJoin = 'round';
    }

    /** Paints, or takes off, a line with a round brush; from a place to itself it is a dot. */
    stroke(from: Place, to: Place, width: number, erase: boolean) {
        const context = this.#context;
        context.globalCompositeOperation = erase ? 'destination-out' : 'source-over';
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.beginPath();
        context.moveTo(from.x, from.y);
        context.lineTo(to.x, to.y + 0.01);
        context.stroke();
    }

    clear() {
        this.#context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    }

    get isEmpty(): boolean {
        const { data } = this.#context.getImageData(0, 0, this.canvas.width, this.canvas.height);
        for (let i = 3; i < data.length; i += 4) if (data[i] >= 128) return false;
        return true;
    }

    /** White where it was painted and black elsewhere, as a PNG in Base64. */
    async toBase64(): Promise<string> {
        const { width, height } = this.canvas;
        const flat = new OffscreenCanvas(width, height);
        const context = flat.getContext('2d')!;
        context.drawImage(this.canvas, 0, 0);
        context.globalCompositeOperation = 'source-in';
        context.fillStyle = '#fff';
        context.fillRect(0, 0, width, height);
        context.globalCompositeOperation = 'destination-over';
        context.fillStyle = '#000';
        context.fillRect(0, 0, width, height);
        const bytes = new Uint8Array(await (await flat.convertToBlob({ type: 'image/png' })).arrayBuffer());
        return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));
    }
}

export interface Place {
    x: number;
    y: number;
}

const colour = '#2fc4ad';
