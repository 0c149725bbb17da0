using EmuEdit.Core;
using EmuEdit.Imaging;

namespace EmuEdit.Dataset;

/// <summary>A row of a Parquet file, which is one sample.</summary>
internal readonly record struct ParquetRow(ParquetRows Rows, int Place)
{
    // Lossy compression leaves white nearly white.
    private const int White = 250;

    private static readonly SkiaCodec s_codec = new();

    private ParquetLayout Layout => Rows.Group.Layout;

    /// <exception cref="InvalidInputException">The row has no instruction.</exception>
    public string Instruction => Text(Layout.Instruction) is { } text && !string.IsNullOrWhiteSpace(text)
        ? text
        : throw new InvalidInputException($"{Name(Layout.Instruction)} is empty", "an instruction");

    /// <summary>Returns the sample's task: the one given for all samples, or its own, or the predicted one.</summary>
    /// <exception cref="InvalidInputException">The task's name is not valid, or the task cannot be predicted.</exception>
    public EditTask Task(EditDatasetOptions options)
    {
        if (options.Task is { } all)
            return all;
        return Layout.Task is { } column ? SampleFiles.TaskOf(Text(column) ?? "", Name(column)) : Predicted(options.Predict!);
    }

    /// <summary>Decodes the sample. Its images may differ in size, but not in aspect ratio.</summary>
    /// <exception cref="InvalidInputException">
    /// An image is missing, cannot be decoded or differs in aspect ratio from the input, or a text is not valid.
    /// </exception>
    public EditSample ToSample(EditDatasetOptions options)
    {
        var (input, target) = (Image(Layout.Input), Image(Layout.Target));
        CheckShape(Layout.Target, target.Width, target.Height, input, options.Size);
        var (before, after) = (SquareResize.Of(input, options.Size), SquareResize.Of(target, options.Size));
        var region = Region(input, options.Size) ?? Mask.OfChanges(before, after);
        return new(
            before,
            Instruction,
            after,
            Task(options),
            region,
            Caption(Layout.InputCaption),
            Caption(Layout.OutputCaption),
            Layout.Object is { } column ? Text(column) : null
        );
    }

    private EditTask Predicted(Func<string, EditTask> predict)
    {
        try
        {
            return predict(Instruction);
        }
        catch (InvalidInputException e)
        {
            throw new InvalidInputException($"{Name(Layout.Instruction)}: {e.Given}", e.Allowed, e.Advice);
        }
    }

    private Mask? Region(Image input, int size)
    {
        if (Layout.Mask is not { } column || Rows.Images(column)[Place] is not { } file)
            return null;
        var mask = Layout.MaskIsHole ? Hole(file, Name(column)) : Mask.Of(s_codec.Decode(file, Name(column)));
        CheckShape(column, mask.Width, mask.Height, input, size);
        return mask.Count == 0 && Layout.MaskIsHole ? null : SquareResize.Of(mask, size);
    }

    private static Mask Hole(byte[] file, string name)
    {
        var picture = s_codec.Decode(file, name);
        if (s_codec.DecodeTransparent(file, name) is { Count: > 0 } hole)
            return hole;
        var mask = new Mask(picture.Width, picture.Height);
        for (var i = 0; i < mask.Pixels.Length; i++)
            mask.Pixels[i] =
                picture.Pixels.AsSpan(3 * i, 3).IndexOfAnyExceptInRange((byte)White, byte.MaxValue) < 0 ? byte.MaxValue : (byte)0;
        return mask;
    }

    private Image Image(string column) =>
        s_codec.Decode(
            Rows.Images(column)[Place]
                ?? throw new InvalidInputException(
                    $"{Name(column)} has no bytes",
                    "pictures inside of the file",
                    "write the file with its pictures embedded"
                ),
            Name(column)
        );

    private void CheckShape(string column, int width, int height, Image input, int size)
    {
        var (view, expected) = (new LetterboxTransform(width, height, size), new LetterboxTransform(input.Width, input.Height, size));
        if (Math.Abs(view.InnerWidth - expected.InnerWidth) > 1 || Math.Abs(view.InnerHeight - expected.InnerHeight) > 1)
            throw new InvalidInputException(
                $"{Name(column)} is {width} x {height} pixels",
                $"the shape of its {Layout.Input}, {input.Width} x {input.Height}"
            );
    }

    private string Caption(string? column) => column is null ? "" : Text(column) ?? "";

    private string? Text(string column) => Rows.Texts(column)[Place];

    private string Name(string column) => $"{column} of row {Rows.Group.FirstRow + Place} of {Rows.Group.Path}";
}
