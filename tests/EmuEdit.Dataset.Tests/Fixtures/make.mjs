import { writeFileSync } from 'node:fs'
import { Binary, Field, Int32, Struct, Table, Utf8, makeBuilder, tableToIPC } from 'apache-arrow'
import * as wasm from 'parquet-wasm/node'
import pngjs from 'pngjs'
import jpeg from 'jpeg-js'

// A picture of one colour with a patch of another.
const picture = (width, height, colour, patch) => {
  const data = Buffer.alloc(width * height * 4)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [r, g, b, a = 255] = patch && x >= 4 && x < 8 && y >= 2 && y < 6 ? patch : colour
      data.set([r, g, b, a], 4 * (y * width + x))
    }
  return { width, height, data }
}
const png = p => { const file = new pngjs.PNG({ width: p.width, height: p.height, colorType: 6 }); p.data.copy(file.data); return pngjs.PNG.sync.write(file) }
const jpg = p => Buffer.from(jpeg.encode(p, 95).data)
const image = new Struct([new Field('bytes', new Binary(), true), new Field('path', new Utf8(), true)])
const column = (type, values) => { const b = makeBuilder({ type, nullValues: [null] }); for (const v of values) b.append(v); return b.finish().toVector() }

const write = (name, columns, perGroup) => {
  const table = new Table(Object.fromEntries(Object.entries(columns).map(([k, [type, values]]) => [k, column(type, values)])))
  const properties = new wasm.WriterPropertiesBuilder().setCompression(wasm.Compression.SNAPPY).setMaxRowGroupSize(perGroup).build()
  writeFileSync(name, wasm.writeParquet(wasm.Table.fromIPCStream(tableToIPC(table, 'stream')), properties))
}
const bytes = (file, path) => ({ bytes: file, path })
const grey = [90, 90, 90], red = [220, 30, 30], white = [255, 255, 255]
write('instructpix2pix.parquet', {
  original_prompt: [new Utf8(), ['a grey wall', 'a wall', null]],
  original_image: [image, [0, 1, 2].map(i => bytes(jpg(picture(12, 8, grey)), i == 2 ? null : `${i}_0.jpg`))],
  edit_prompt: [new Utf8(), ['put a red brick on it', 'make it night ü', 'add a brick']],
  edited_prompt: [new Utf8(), ['a grey wall with a red brick', 'a wall at night', 'a brick']],
  edited_image: [image, [0, 1, 2].map(i => bytes(jpg(picture(12, 8, grey, red)), `${i}_1.jpg`))],
}, 2)
write('magicbrush.parquet', {
  img_id: [new Utf8(), ['7', '7', '9', '11']],
  turn_index: [new Int32(), [1, 2, 1, 1]],
  source_img: [image, [0, 1, 2, 3].map(i => bytes(png(picture(12, 8, grey)), `${i}-input.png`))],
  // A hole, a white patch, none, no picture at all.
  mask_img: [image, [bytes(png(picture(12, 8, grey, [0, 0, 0, 0])), 'a.png'), bytes(png(picture(12, 8, grey, white)), 'b.png'), bytes(png(picture(12, 8, grey)), 'c.png'), null]],
  instruction: [new Utf8(), ['put a red brick on it', 'what about a brick?', 'add a brick', 'add a brick']],
  target_img: [image, [0, 1, 2, 3].map(i => bytes(png(picture(12, 8, i == 0 ? red : grey, red)), `${i}-output.png`))],
}, 3)
// Nulls of each kind among pictures: no struct, a struct without bytes, one without a path.
const one = png(picture(12, 8, grey)), other = png(picture(12, 8, grey, red))
write('nulls.parquet', {
  original_prompt: [new Utf8(), ['a', null, 'c', null, 'e']],
  original_image: [image, [bytes(one, 'a'), null, bytes(null, 'c'), bytes(other, null), bytes(one, 'e')]],
  edit_prompt: [new Utf8(), ['0', '1', '2', '3', '4']],
  edited_prompt: [new Utf8(), [null, 'b', null, 'd', null]],
  edited_image: [image, [bytes(other, 'a'), bytes(one, 'b'), bytes(one, 'c'), bytes(one, null), bytes(other, 'e')]],
}, 5)
