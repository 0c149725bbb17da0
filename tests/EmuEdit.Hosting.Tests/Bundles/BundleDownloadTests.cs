using System.Security.Cryptography;
using System.Text;
using Azure.Storage.Blobs;
using EmuEdit.Core;
using EmuEdit.Http;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Hosting.Tests.Bundles;

/// <summary>Against the emulator of Azure Storage.</summary>
public sealed class BundleDownloadTests(Azurite azurite) : IClassFixture<Azurite>, IDisposable
{
    private static readonly (string File, string Text)[] Files =
    [
        ("model_index.json", "{}"),
        ("unet/model.onnx", "weights"),
        ("tokenizer/merges.txt", "a b"),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly string _container = "models-" + Guid.NewGuid().ToString("N");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_OfABundle_BringsEveryFile()
    {
        await Upload(Manifest(Files));
        await BundleDownload.RunAsync(Settings(), Stop);
        Assert.All(Files, file => Assert.Equal(file.Text, File.ReadAllText(Path.Combine(_folder["bundle"], file.File))));
        Assert.Equal(Files.Length + 1, Directory.GetFiles(_folder["bundle"], "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Run_OfABundleThatIsThere_LeavesItAlone()
    {
        await Upload(Manifest(Files));
        await BundleDownload.RunAsync(Settings(), Stop);
        File.WriteAllText(Path.Combine(_folder["bundle"], "learned"), "since");
        await BundleDownload.RunAsync(Settings(), Stop);
        Assert.Equal("since", File.ReadAllText(Path.Combine(_folder["bundle"], "learned")));
    }

    [Fact]
    public async Task Run_AfterOneThatWasStopped_BeginsAnew()
    {
        await Upload(Manifest(Files));
        Directory.CreateDirectory(_folder["bundle.partial"]);
        File.WriteAllText(Path.Combine(_folder["bundle.partial"], "half"), "");
        await BundleDownload.RunAsync(Settings(), Stop);
        Assert.False(File.Exists(Path.Combine(_folder["bundle"], "half")));
        Assert.False(Directory.Exists(_folder["bundle.partial"]));
    }

    [Fact]
    public async Task Run_OfADamagedFile_FailsAndLeavesNoFolder()
    {
        await Upload(Manifest([.. Files[..2], ("tokenizer/merges.txt", "another text")]));
        var failed = await Assert.ThrowsAsync<DamagedBlobException>(() => BundleDownload.RunAsync(Settings(), Stop));
        Assert.Contains("tiny/tokenizer/merges.txt", failed.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["bundle"]));
    }

    [Fact]
    public async Task Run_OfABundleThatWasNotUploadedWhole_SaysHowToUploadIt()
    {
        await Upload(null);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => BundleDownload.RunAsync(Settings(), Stop));
        Assert.Contains("infra/upload-models.sh", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_IntoAFolderThatHoldsSomethingElse_IsRefused()
    {
        await Upload(Manifest(Files));
        Directory.CreateDirectory(_folder["bundle"]);
        await Assert.ThrowsAsync<InvalidInputException>(() => BundleDownload.RunAsync(Settings(), Stop));
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("/etc/passwd")]
    [InlineData("unet/../../elsewhere")]
    public async Task Run_OfAManifestThatLeadsOutOfTheBundle_IsRefused(string file)
    {
        await Upload(Manifest([(file, "text")]));
        await Assert.ThrowsAsync<InvalidInputException>(() => BundleDownload.RunAsync(Settings(), Stop));
    }

    [Fact]
    public async Task Run_WithoutASource_DoesNothing()
    {
        await BundleDownload.RunAsync(Settings("UseDevelopmentStorage=true") with { BundleSource = null }, Stop);
        Assert.False(Directory.Exists(_folder["bundle"]));
    }

    private HostSettings Settings(string? account = null) => new()
    {
        Role = HostRole.All,
        Blobs = account ?? azurite.ConnectionString,
        Container = "emuedit",
        Queue = "batches",
        BundleFolder = _folder["bundle"],
        BundleSource = new(_container, "tiny"),
        Scratch = _folder.Path,
    };

    private async Task Upload(string? manifest)
    {
        Assert.SkipUnless(azurite.Runs, azurite.WhyNot);
        var container = new BlobContainerClient(azurite.ConnectionString, _container);
        await container.CreateAsync(cancellationToken: Stop);
        foreach (var (file, text) in Files)
            await container.UploadBlobAsync($"tiny/{file}", BinaryData.FromString(text), Stop);
        if (manifest is not null)
            await container.UploadBlobAsync("tiny/bundle.sha256", BinaryData.FromString(manifest), Stop);
    }

    private static string Manifest((string File, string Text)[] files) =>
        string.Concat(files.Select(f => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(f.Text)))}  {f.File}\n"));
}
