using EmuEdit.Core;
using EmuEdit.Editing;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>
/// A request for an edit over HTTP: a form with the file <c>image</c>, or a body of an image type. The other fields are in the form or in
/// the query. A form may also have the file <c>mask</c>.
/// </summary>
/// <param name="File">The image file.</param>
/// <param name="Instruction">What to change.</param>
/// <param name="Options">The edit's options, within their ranges.</param>
/// <param name="Mask">The mask file, see <see cref="ChangeMask"/>. Null for none.</param>
internal sealed record EditRequest(byte[] File, string Instruction, EditOptions Options, byte[]? Mask)
{
    private static readonly string[] Fields = ApiJson.NamesOf<EditForm>();

    /// <summary>Reads the request.</summary>
    /// <exception cref="InvalidInputException">A field is missing, unknown, or not valid.</exception>
    public static async Task<EditRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (file, form) = await ImageUpload.ReadAsync(request, cancellationToken);
        var values = new FieldValues(
            Fields,
            name => form?[name].LastOrDefault() ?? request.Query[name].LastOrDefault(),
            [.. form?.Keys ?? [], .. request.Query.Keys]
        );
        var options = EditOptions.Of(o => values.Value(o.Name, o.Type)).Validated();
        var instruction = values.Text("instruction") ?? "";
        EditOptions.CheckInstruction(instruction);
        return new(
            file,
            instruction,
            options,
            form?.Files["mask"] is { } mask ? await ImageUpload.ContentAsync(mask, cancellationToken) : null
        );
    }
}
