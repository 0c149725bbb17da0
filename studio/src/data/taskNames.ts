/** The sixteen tasks that data sets are made of. */
export const taskNames = [
    'local',
    'texture',
    'add',
    'remove',
    'background',
    'global',
    'style',
    'text',
    'detect',
    'segment',
    'color',
    'depth',
    'sketch',
    'normal',
    'pose',
    'segmentation-map',
];
