using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.World;
using EmuEdit.World.Rendering;
using EmuEdit.World.Scenes;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// Rendered samples as files: <c>000000.png</c> and <c>000000.json</c>, with the ground truth beside them. A scene has
/// <c>truth/000000.mask0.png</c> and so on, one per object, <c>.depth.png</c> and <c>.normals.png</c> for viewing, and <c>.safetensors</c>
/// with exact <c>depth</c> (metres, infinite for the sky), <c>normals</c> and <c>objects</c>. An edit has <c>.target.png</c> and
/// <c>.region.png</c>.
/// </summary>
internal sealed class WorldFiles(string folder, long seed)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly SkiaCodec _codec = new();

    public void WriteScene(long index, WorldDataset dataset)
    {
        var (scene, caption) = dataset.Scene(index);
        var frame = dataset.Render(scene);
        var truth = Truth(index);
        for (var i = 0; i < scene.Objects.Count; i++)
            _codec.Write($"{truth}.mask{i}.png", frame.MaskOf(i).ToImage());
        _codec.Write($"{truth}.depth.png", Grey(frame, i => 1 / Math.Max(1, frame.Depth[i])));
        _codec.Write($"{truth}.normals.png", Paint(frame, i => (frame.Normals[i].X, frame.Normals[i].Y, frame.Normals[i].Z)));
        Exact(frame).Write($"{truth}.safetensors");
        Write(index, frame.ToImage(), new JsonObject
        {
            ["caption"] = caption,
            ["place"] = Name(scene.Place),
            ["time"] = Name(scene.Time),
            ["weather"] = Name(scene.Weather),
            ["objects"] = new JsonArray([.. scene.Objects.Select((o, i) => Describe(o, frame.MaskOf(i).Count))]),
        });
    }

    public void WriteEdit(long index, EditSample sample)
    {
        _codec.Write($"{Truth(index)}.target.png", sample.Target);
        _codec.Write($"{Truth(index)}.region.png", sample.Region.ToImage());
        Write(index, sample.Input, new JsonObject
        {
            ["task"] = sample.Task.Name,
            ["instruction"] = sample.Instruction,
            ["input_caption"] = sample.InputCaption,
            ["output_caption"] = sample.OutputCaption,
            ["object"] = sample.EditedObject,
        });
    }

    // The description is written last, so a sample with a description is complete.
    private void Write(long index, Image picture, JsonObject description)
    {
        _codec.Write(Path.Combine(folder, $"{index:000000}.png"), picture);
        var json = new JsonObject { ["seed"] = seed, ["index"] = index, ["size"] = picture.Width };
        foreach (var (key, value) in description)
            json[key] = value?.DeepClone();
        AtomicFile.Write(Path.Combine(folder, $"{index:000000}.json"), json.ToJsonString(Indented) + "\n");
    }

    private string Truth(long index) => Path.Combine(folder, "truth", $"{index:000000}");

    private static JsonObject Describe(SceneObject o, int pixels) => new()
    {
        ["kind"] = Name(o.Kind),
        ["color"] = o.Color,
        ["material"] = o.IsSolid ? Name(o.Material) : null,
        ["big"] = o.IsSolid ? o.Big : null,
        ["pose"] = o.Kind is Kind.Person ? Name(o.Pose) : null,
        ["word"] = o.Kind is Kind.Sign ? o.Word : null,
        ["place"] = new JsonArray(o.Base.X, o.Base.Z),
        ["visible_pixels"] = pixels,
    };

    private static Safetensors Exact(Frame frame)
    {
        long n = frame.Size;
        var file = new Safetensors();
        file.Tensors["depth"] = new([n, n], frame.Depth);
        file.Tensors["objects"] = new([n, n], Array.ConvertAll(frame.Ids, id => (float)id));
        file.Tensors["normals"] = new(
            [3, n, n],
            [.. frame.Normals.Select(v => v.X), .. frame.Normals.Select(v => v.Y), .. frame.Normals.Select(v => v.Z)]
        );
        return file;
    }

    private static Image Grey(Frame frame, Func<int, float> of) => Paint(frame, i => (2 * of(i) - 1, 2 * of(i) - 1, 2 * of(i) - 1));

    private static Image Paint(Frame frame, Func<int, (float R, float G, float B)> of)
    {
        var image = new Image(frame.Size, frame.Size);
        for (var i = 0; i < frame.Ids.Length; i++)
        {
            var (r, g, b) = of(i);
            (image.Pixels[3 * i], image.Pixels[3 * i + 1], image.Pixels[3 * i + 2]) = (Byte(r), Byte(g), Byte(b));
        }
        return image;
    }

    private static byte Byte(float signed) => (byte)Math.Clamp(MathF.Round((signed + 1) * 127.5f), 0, 255);

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
