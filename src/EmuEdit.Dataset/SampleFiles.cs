using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Dataset;

/// <summary>The files of one sample.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Parts">Contents by what follows the key and its dot, sorted.</param>
/// <param name="Shard">The shard that it is from, for errors.</param>
internal sealed record SampleFiles(string Key, SortedDictionary<string, byte[]> Parts, string Shard = "")
{
    public const string Input = "input.png", Region = "region.png", Target = "target.png";
    private const string Text = "json";

    private static readonly SkiaCodec s_codec = new();

    /// <summary>The parts that every sample has.</summary>
    public static IReadOnlyList<string> Required { get; } = [Input, Text, Region, Target];

    private string Name => $"sample {Key} of {Shard}";

    public static SampleFiles Of(string key, EditSample sample) => Of(key, sample, SampleText.Of(sample));

    public static SampleFiles Of(string key, JudgedPair pair) => Of(key, pair.Pair.Sample, SampleText.Of(pair));

    private static SampleFiles Of(string key, EditSample sample, SampleText text) => new(key, new(StringComparer.Ordinal)
    {
        [Input] = s_codec.EncodePng(sample.Input),
        [Region] = s_codec.EncodePng(sample.Region.ToImage()),
        [Target] = s_codec.EncodePng(sample.Target),
        [Text] = text.ToJson(),
    });

    /// <summary>Decodes the sample.</summary>
    /// <param name="size">Pixels a side that its pictures must have; null for any size that the three share.</param>
    /// <exception cref="InvalidInputException">A part is broken, of another size, or of a task whose name is none.</exception>
    public EditSample ToSample(int? size)
    {
        var text = ToText();
        var input = Picture(Input, size, size);
        var (target, region) = (Picture(Target, input.Width, input.Height), Picture(Region, input.Width, input.Height));
        return new(input, text.Instruction, target, TaskOf(text), Mask.Of(region), text.InputCaption, text.OutputCaption, text.Object);
    }

    /// <summary>The instruction and its task, without decoding a picture.</summary>
    /// <exception cref="InvalidInputException">The text is broken, or of a task whose name is none.</exception>
    public (string Instruction, EditTask Task) ToInstruction()
    {
        var text = ToText();
        return (text.Instruction, TaskOf(text));
    }

    /// <summary>How it was made and judged.</summary>
    /// <exception cref="InvalidInputException">The text is broken.</exception>
    public PairRecord ToRecord() => ToText().ToRecord(Key);

    /// <summary>The text as it is written, its task unchecked.</summary>
    /// <exception cref="InvalidInputException">The text is broken.</exception>
    public SampleText ToText()
    {
        try
        {
            return SampleText.Parse(Parts[Text]);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"the json of {Name} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", "an object with instruction, task, input_caption, output_caption and object");
        }
    }

    private EditTask TaskOf(SampleText text) => EditTask.All.FirstOrDefault(t => t.Name == text.Task) ?? OwnTask(text.Task);

    /// <summary>A task that is none of the sixteen, for example one that a model shall learn from the samples.</summary>
    private EditTask OwnTask(string name) => EditTask.IsName(name)
        ? EditTask.Own(name)
        : throw new InvalidInputException($"unknown task '{name.ReplaceLineEndings(" ")}' of {Name}", $"one of {string.Join(", ", EditTask.All)}, or a name of 1 to 64 lower-case letters, digits and hyphens");

    private Image Picture(string part, int? width, int? height)
    {
        var picture = s_codec.Decode(Parts[part], $"{part} of {Name}");
        return (width ?? picture.Width, height ?? picture.Height) == (picture.Width, picture.Height)
            ? picture
            : throw new InvalidInputException($"{part} of {Name} is {picture.Width} x {picture.Height} pixels", $"{width} x {height}");
    }
}
