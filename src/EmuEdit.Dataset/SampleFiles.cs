using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Dataset;

/// <summary>The files of one sample.</summary>
/// <param name="Key">The sample's key.</param>
/// <param name="Parts">Contents by part, which is the file name after the key and its dot; sorted.</param>
/// <param name="Shard">The shard of the sample, for error messages.</param>
internal sealed record SampleFiles(string Key, SortedDictionary<string, byte[]> Parts, string Shard = "")
{
    public const string Input = "input.png", Region = "region.png", Target = "target.png", Text = "json";

    private static readonly SkiaCodec s_codec = new();

    /// <summary>The parts that every sample has.</summary>
    public static IReadOnlyList<string> Required { get; } = [Input, Text, Region, Target];

    /// <summary>
    /// Returns the part of a file from its name after the key. Upper case becomes lower case. An image of any format has the part of a PNG,
    /// because its content tells its format.
    /// </summary>
    public static string PartOf(string ending)
    {
        var part = ending.ToLowerInvariant();
        var dot = part.LastIndexOf('.');
        return dot > 0 && PictureEndings.Contains(part[dot..]) ? part[..dot] + ".png" : part;
    }

    private static string[] PictureEndings { get; } = [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"];

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
    /// <exception cref="InvalidInputException">
    /// A part is broken or differs in size from the input, or the task's name is not valid.
    /// </exception>
    public EditSample ToSample()
    {
        var text = ToText();
        var input = Image(Input);
        var (target, region) = (Image(Target, input.Width, input.Height), Image(Region, input.Width, input.Height));
        return new(input, text.Instruction, target, TaskOf(text), Mask.Of(region), text.InputCaption, text.OutputCaption, text.Object);
    }

    /// <summary>Reads the instruction and its task, without decoding an image.</summary>
    /// <exception cref="InvalidInputException">The text is broken, or the task's name is not valid.</exception>
    public (string Instruction, EditTask Task) ToInstruction()
    {
        var text = ToText();
        return (text.Instruction, TaskOf(text));
    }

    /// <summary>Reads how the sample was made and filtered.</summary>
    /// <exception cref="InvalidInputException">The text is broken.</exception>
    public PairRecord ToRecord() => ToText().ToRecord(Key);

    /// <summary>Reads the text without checking its task.</summary>
    /// <exception cref="InvalidInputException">The text is broken.</exception>
    public SampleText ToText()
    {
        try
        {
            return SampleText.Parse(Parts[Text]);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(
                $"the json of {Name} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                "an object with instruction, task, input_caption, output_caption and object"
            );
        }
    }

    private EditTask TaskOf(SampleText text) => TaskOf(text.Task, "of " + Name);

    /// <summary>
    /// Returns the task of a name: one of the sixteen or another, for example one that a model shall learn from the samples.
    /// </summary>
    /// <param name="name">Name of the task.</param>
    /// <param name="place">Where the name was found, for error messages.</param>
    /// <exception cref="InvalidInputException">The name is not valid.</exception>
    public static EditTask TaskOf(string name, string place) =>
        EditTask.All.FirstOrDefault(t => t.Name == name)
        ?? (
            EditTask.IsName(name)
                ? EditTask.Own(name)
                : throw new InvalidInputException(
                    $"unknown task '{name.ReplaceLineEndings(" ")}' {place}",
                    $"one of {string.Join(", ", EditTask.All)}, or a name of 1 to 64 lower-case letters, digits and hyphens"
                )
        );

    private Image Image(string part) => s_codec.Decode(Parts[part], $"{part} of {Name}");

    private Image Image(string part, int width, int height)
    {
        var picture = Image(part);
        return (width, height) == (picture.Width, picture.Height)
            ? picture
            : throw new InvalidInputException($"{part} of {Name} is {picture.Width} x {picture.Height} pixels", $"{width} x {height}");
    }
}
