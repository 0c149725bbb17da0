using EmuEdit.Core;
using EmuEdit.Learning;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>
/// A request over HTTP to learn a task: a form with the field <c>name</c>, and for each pair a file <c>input</c> and a file <c>target</c>,
/// in the same order. <c>instruction</c> is given once for all pairs or once per pair. <c>phrase</c> may be repeated.
/// </summary>
internal static class InversionForm
{
    private const string Name = "name",
        Input = "input",
        Target = "target",
        Instruction = "instruction",
        Phrase = "phrase",
        Replace = "replace",
        Force = "force",
        Seed = "seed",
        Steps = "steps",
        Minutes = "minutes",
        Precision = "precision";

    private static readonly string[] Fields = ApiJson.NamesOf<TaskForm>();

    /// <summary>
    /// Reads the request. Every image is decoded, so that only valid images are stored, and fitted to the model's size before the next one
    /// is read.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="codec">Reads images.</param>
    /// <param name="size">The side of the model's images, in pixels.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BadHttpRequestException">The request is not a form, or is too large.</exception>
    /// <exception cref="InvalidInputException">A field is missing, unknown, or not valid.</exception>
    public static async Task<InversionRequest> ReadAsync(
        HttpRequest request,
        IImageCodec codec,
        int size,
        CancellationToken cancellationToken
    )
    {
        if (!request.HasFormContentType)
            throw new BadHttpRequestException(
                $"Content-Type {request.ContentType ?? "(none)"}; allowed: multipart/form-data.",
                StatusCodes.Status415UnsupportedMediaType
            );
        var form = await FormBody.ReadAsync(request, cancellationToken);
        var fields = new FieldValues(Fields, field => form[field].LastOrDefault(), [.. form.Keys, .. form.Files.Select(f => f.Name)]);
        var name =
            fields.Text(Name)
            ?? throw new InvalidInputException(
                "a form without a field 'name'",
                "the name of the task: lower-case letters, digits and hyphens"
            );
        var instructions = form[Instruction];
        return new(name, await PairsAsync(form, instructions!, new(codec, size), cancellationToken))
        {
            Instruction = instructions.Count == 1 ? instructions[0] : null,
            Phrases = [.. form[Phrase].OfType<string>()],
            Replace = fields.Flag(Replace),
            Force = fields.Flag(Force),
            Settings = Settings(fields),
        };
    }

    private static async Task<List<ExamplePair>> PairsAsync(
        IFormCollection form,
        IReadOnlyList<string?> instructions,
        ImageReader pictures,
        CancellationToken cancellationToken
    )
    {
        var (inputs, targets) = (form.Files.GetFiles(Input), form.Files.GetFiles(Target));
        if (inputs.Count != targets.Count)
            throw new InvalidInputException(
                $"{inputs.Count} files 'input' and {targets.Count} files 'target'",
                "the same number of both, in the same order"
            );
        TaskExamples.RequireCount(inputs.Count);
        if (instructions.Count > 1 && instructions.Count != inputs.Count)
            throw new InvalidInputException(
                $"{instructions.Count} instructions for {inputs.Count} pairs",
                "none, one for all, or one for each"
            );
        await pictures.RequireAsync(inputs.Concat(targets), cancellationToken);
        var pairs = new List<ExamplePair>();
        for (var i = 0; i < inputs.Count; i++)
            pairs.Add(
                ExamplePair.Of(
                    $"pair {i + 1}",
                    await pictures.ReadAsync(inputs[i], cancellationToken),
                    await pictures.ReadAsync(targets[i], cancellationToken),
                    instructions.Count > 1 ? instructions[i] : null
                )
            );
        return pairs;
    }

    // A kilobyte can decode to sixteen million pixels, and a form can contain many images. So the pixels of one request are limited. The
    // headers of the images give the number before decoding begins.
    private sealed class ImageReader(IImageCodec codec, int size)
    {
        private const long MostPixels = 1_000_000_000;

        public async Task RequireAsync(IEnumerable<IFormFile> files, CancellationToken cancellationToken)
        {
            long pixels = 0;
            foreach (var file in files)
            {
                var (width, height) = codec.Measure(await ContentAsync(file, cancellationToken), Name(file));
                if ((pixels += (long)width * height) > MostPixels)
                    throw new InvalidInputException(
                        $"pictures of over {MostPixels / 1_000_000} megapixels in one request",
                        $"up to {MostPixels / 1_000_000} megapixels",
                        $"scale them down first; the model sees squares of {size} pixels per side"
                    );
            }
        }

        public async Task<SquaredImage> ReadAsync(IFormFile file, CancellationToken cancellationToken) =>
            SquaredImage.Decode(codec, await ContentAsync(file, cancellationToken), Name(file), size);

        private static string Name(IFormFile file) => $"{file.Name} {file.FileName}";

        private static async Task<byte[]> ContentAsync(IFormFile file, CancellationToken cancellationToken)
        {
            var content = new byte[file.Length];
            using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(content, cancellationToken);
            return content;
        }
    }

    private static InversionSettings Settings(FieldValues fields)
    {
        var defaults = new InversionSettings();
        var settings = new InversionSettings
        {
            Seed = fields.Number<Seed>(Seed) ?? defaults.Seed,
            Steps = fields.Number<long>(Steps) ?? defaults.Steps,
            Minutes = fields.Number<double>(Minutes) ?? defaults.Minutes,
            Precision = fields.Text(Precision) is { } precision ? TrainingPrecisions.Named(precision) : defaults.Precision,
        };
        return settings.Validated();
    }
}
