/** Small line icons on a grid of 20. */
const shapes = {
    edit: 'M3.5 16.5l1-4L13 4l3 3-8.5 8.5-4 1zM11 6l3 3',
    teach: 'M2.5 8L10 4.5 17.5 8 10 11.5 2.5 8zM6 10v4c2.5 2 5.5 2 8 0v-4M17.5 8v5',
    data: 'M3.5 3.5h5.5v5.5H3.5zM11 3.5h5.5v5.5H11zM3.5 11h5.5v5.5H3.5zM11 11h5.5v5.5H11z',
    train: 'M3 3v14h14M6 13l3.5-4.5 2.5 2L16.5 5',
    models: 'M10 2.5l6.5 3.75v7.5L10 17.5l-6.5-3.75v-7.5zM3.5 6.25L10 10l6.5-3.75M10 10v7.5',
    undo: 'M7 4L3.5 7.5 7 11M4 7.5h7.5a4.5 4.5 0 0 1 0 9H8',
    redo: 'M13 4l3.5 3.5L13 11M16 7.5H8.5a4.5 4.5 0 0 0 0 9H12',
    again: 'M16 10a6 6 0 1 1-1.8-4.3M16.5 3v3.5H13',
    download: 'M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13',
    settings: 'M3 6h6M13 6h4M3 14h3M10 14h7M9 4v4h4V4zM6 12v4h4v-4z',
    close: 'M5 5l10 10M15 5L5 15',
    plus: 'M10 4v12M4 10h12',
    send: 'M10 16V4M5 9l5-5 5 5',
    stop: 'M6 6h8v8H6z',
    pause: 'M7 5v10M13 5v10',
    play: 'M7 4.5v11l8.5-5.5z',
    trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10M8.5 9v4.5M11.5 9v4.5',
    brush: 'M16.5 3.5l-7 8M9.5 11.5c-2-.5-3.5.5-3.5 2.5 0 1.5-1 2.5-2.5 2.5 4 1.5 7.5 0 7.5-3zM9.5 11.5l1.5 2',
    light: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1',
    dark: 'M16 12.5A7 7 0 0 1 7.5 4a6.5 6.5 0 1 0 8.5 8.5z',
    auto: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14',
    help: 'M7.5 7.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M10 14.5v.01',
    picture: 'M3 4h14v12H3zM3 13l4-4 4 4 2.5-2.5L17 14M13 7.5v.01',
    check: 'M4 10.5l4 4 8-9',
    back: 'M12 4l-6 6 6 6',
    dice: 'M4 4h12v12H4zM7.5 7.5v.01M12.5 12.5v.01M10 10v.01M12.5 7.5v.01M7.5 12.5v.01',
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }) {
    return (
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d={shapes[name]} />
        </svg>
    );
}
