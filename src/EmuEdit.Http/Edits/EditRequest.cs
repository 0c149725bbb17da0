using EmuEdit.Core;
using EmuEdit.Editing;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>
/// An edit as it is asked for over HTTP: a form with the file <c>image</c>, or a body of an image type; the other fields in the form or in the query, and in a form the file <c>mask</c>.
/// </summary>
/// <param name="File">The image file.</param>
/// <param name="Instruction">What to change.</param>
/// <param name="Options">How; in range.</param>
/// <param name="Mask">The file of the mask, see <see cref="EditMask"/>; null for none.</param>
internal sealed record EditRequest(byte[] File, string Instruction, EditOptions Options, byte[]? Mask)
{
    private static readonly string[] Fields = ["image", "instruction", "task", "seed", "steps", "text_guidance", "image_guidance", "alpha", "sampler", "reuse"];

    /// <summary>Reads the request.</summary>
    /// <exception cref="InvalidInputException">A field is missing, unknown, or not valid.</exception>
    public static async Task<EditRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (file, form) = await ImageUpload.ReadAsync(request, cancellationToken);
        var values = new FieldValues(Fields, name => form?[name].LastOrDefault() ?? request.Query[name].LastOrDefault(), [.. form?.Keys ?? [], .. request.Query.Keys]);
        var options = new EditOptions
        {
            Task = values.Text("task"),
            Seed = values.Number<Seed>("seed") ?? 0,
            Steps = values.Number<int>("steps"),
            TextGuidance = values.Number<float>("text_guidance"),
            ImageGuidance = values.Number<float>("image_guidance"),
            Alpha = values.Number<float>("alpha"),
            Sampler = values.Text("sampler"),
            Reuse = values.Number<double>("reuse"),
        }.Validated();
        var instruction = values.Text("instruction") ?? "";
        EditOptions.CheckInstruction(instruction);
        return new(file, instruction, options, form?.Files["mask"] is { } mask ? await ImageUpload.ContentAsync(mask, cancellationToken) : null);
    }
}
