using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Dataset;

/// <summary>The files of one sample.</summary>
/// <param name="Name">What to call the sample in an error.</param>
/// <param name="Parts">Contents by what follows the key and its dot, sorted.</param>
internal sealed record SampleFiles(string Name, SortedDictionary<string, byte[]> Parts)
{
    private const string Input = "input.png", Region = "region.png", Target = "target.png", Text = "json";

    private static readonly SkiaCodec s_codec = new();
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The parts that every sample has.</summary>
    public static IReadOnlyList<string> Required { get; } = [Input, Text, Region, Target];

    public static SampleFiles Of(string key, EditSample sample) => new(key, new(StringComparer.Ordinal)
    {
        [Input] = s_codec.EncodePng(sample.Input),
        [Region] = s_codec.EncodePng(sample.Region.ToImage()),
        [Target] = s_codec.EncodePng(sample.Target),
        [Text] = JsonSerializer.SerializeToUtf8Bytes(
            new SampleText(sample.Instruction, sample.Task.Name, sample.InputCaption, sample.OutputCaption, sample.EditedObject), s_json),
    });

    /// <summary>Decodes the sample.</summary>
    /// <param name="size">Pixels a side that its pictures must have; null for any size that the three share.</param>
    /// <exception cref="InvalidInputException">A part is broken, of another size, or of a task that there is not.</exception>
    public EditSample ToSample(int? size)
    {
        var text = ReadText();
        var input = Picture(Input, size, size);
        var (target, region) = (Picture(Target, input.Width, input.Height), Picture(Region, input.Width, input.Height));
        return new(input, text.Instruction, target, TaskOf(text), Mask.Of(region), text.InputCaption, text.OutputCaption, text.Object);
    }

    /// <summary>The instruction and its task, without decoding a picture.</summary>
    /// <exception cref="InvalidInputException">The text is broken, or of a task that there is not.</exception>
    public (string Instruction, EditTask Task) ToInstruction()
    {
        var text = ReadText();
        return (text.Instruction, TaskOf(text));
    }

    private SampleText ReadText()
    {
        try
        {
            return JsonSerializer.Deserialize<SampleText>(Parts[Text], s_json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"the json of {Name} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", "an object with instruction, task, input_caption, output_caption and object");
        }
    }

    private EditTask TaskOf(SampleText text) => EditTask.All.FirstOrDefault(t => t.Name == text.Task)
        ?? throw new InvalidInputException($"unknown task '{text.Task}' of {Name}", "one of " + string.Join(", ", EditTask.All));

    private Image Picture(string part, int? width, int? height)
    {
        var picture = s_codec.Decode(Parts[part], $"{part} of {Name}");
        return (width ?? picture.Width, height ?? picture.Height) == (picture.Width, picture.Height)
            ? picture
            : throw new InvalidInputException($"{part} of {Name} is {picture.Width} x {picture.Height} pixels", $"{width} x {height}");
    }

    private sealed record SampleText(string Instruction, string Task, string InputCaption, string OutputCaption, string? Object = null);
}
