using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using EmuEdit.Imaging;

namespace EmuEdit.Dataset;

/// <summary>The files that people read first: ledger, costs, funnel, samples, card.</summary>
internal sealed class DatasetPages(DatasetPlan plan, Ledger ledger, DatasetSamples samples, DatasetPart part)
{
    private static readonly SkiaCodec s_codec = new();

    /// <summary>Each file's name and content, made one after the other.</summary>
    public async IAsyncEnumerable<(string Name, byte[] Content)> AllAsync(
        Func<string, CancellationToken, Task<string>> open,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        yield return (DatasetFolder.Ledger, Json(ledger.Counts));
        yield return (DatasetFolder.Costs, Json(ledger.Costs));
        yield return (DatasetFolder.Funnel, s_codec.EncodePng(FunnelPage.Draw(plan.Name, ledger.Counts)));
        yield return (DatasetFolder.FunnelPage, Text(FunnelPage.Write(plan.Name, ledger.Counts)));
        yield return (DatasetFolder.CostPage, Text(CostPage.Write(plan.Name, ledger, plan.Currency)));
        var sheet = await SampleSheet.DrawAsync(part.Shards, part.RejectShards, open, cancellationToken).ConfigureAwait(false);
        yield return (DatasetFolder.Samples, s_codec.EncodePng(sheet));
        yield return (DatasetFolder.Card, Text(DatasetCard.Write(plan, samples, ledger.Counts, part.DataBytes)));
    }

    private static byte[] Json<T>(T value) => Text(JsonSerializer.Serialize(value, DatasetJson.Page) + "\n");

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
