using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Factory;
using EmuEdit.Factory.Tests;
using EmuEdit.Http.Tests.OpenApi;
using EmuEdit.Imaging;
using EmuEdit.Learning;
using EmuEdit.Learning.Tests;
using EmuEdit.Onnx;
using EmuEdit.Orchestration;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Sessions;
using EmuEdit.Sessions.Tests;
using EmuEdit.Storage;
using EmuEdit.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Http.Tests;

/// <summary>The server in this process, on a free port, with the toy bundle.</summary>
internal sealed class HttpHost : IAsyncDisposable
{
    public static readonly SkiaCodec Codec = new();
    public static readonly byte[] Source = Codec.EncodePng(Pictures.Slopes(40, 24));

    private readonly TemporaryFolder _folder = new();
    private readonly Bundle _bundle;
    private readonly FolderBlobStore _blobs;
    private readonly EmbeddedHost _host;
    private readonly EditSessions _sessions;

    private HttpHost(
        EditSessionSettings settings,
        ServerSettings server,
        bool factory,
        bool learning,
        SkiaCodec? codec,
        ILoggerProvider? log
    )
    {
        new TinyBundle().Write(_folder["toy"]);
        _bundle = Bundle.Load(_folder["toy"]);
        (Pipeline, _blobs) = (new(_bundle), new(BlobsFolder));
        var sessions = new SessionWorkload(_blobs, _bundle, Pipeline, Codec, Progress, settings);
        var batches = factory ? new FactoryWorkload(_blobs, Stages) : null;
        var learns = learning ? new LearningWorkload(_blobs, _bundle, Codec, new FakeInverter(), new FakeTrainer()) : null;
        _host = EmbeddedHost.Open(_folder["data"], [.. new Workload?[] { sessions, batches, learns }.OfType<Workload>()]);
        _sessions = sessions.Open(_host.Client);
        App = EditServer.Build(new(_bundle, Pipeline, codec ?? Codec, _blobs, _sessions, Progress)
        {
            Batches = batches?.Open(_host.Client),
            Inversions = learns?.OpenInversions(_host.Client),
            Trainings = learns?.OpenTrainings(_host.Client),
        }, server with { Port = 0 });
        if (log is not null)
            App.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        _host.Start();
        Answers = new(() => App.Services.GetRequiredService<ApiDocument>().Json);
        Client = new(Answers);
    }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    /// <summary>Compares the responses with the document.</summary>
    public DescribedAnswers Answers { get; }

    public EditPipeline Pipeline { get; }

    public FakeStages Stages { get; } = new();

    public GatedProgress Progress { get; } = new();

    /// <summary>Folder of documents and pictures.</summary>
    public string BlobsFolder => _folder["data/blobs"];

    /// <summary>How many sessions there are.</summary>
    public int Sessions => Directory.Exists(_folder["data/blobs/sessions"]) ? Directory.GetFiles(_folder["data/blobs/sessions"]).Length : 0;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<HttpHost> Start(
        EditSessionSettings? settings = null,
        ServerSettings? server = null,
        bool factory = false,
        bool learning = false,
        SkiaCodec? codec = null,
        ILoggerProvider? log = null
    )
    {
        var host = new HttpHost(settings ?? new(), server ?? new(), factory, learning, codec, log);
        await host.App.StartAsync(Stop);
        host.Client.BaseAddress = new(host.App.Urls.Single());
        return host;
    }

    /// <summary>Makes a session.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> Create()
    {
        using var answer = await Client.PostAsync("/api/sessions", ServerProcess.Form(Source), Stop);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    /// <summary>A session's document.</summary>
    public async Task<Session> Document(string session) => (await _sessions.GetAsync(session.Split('/')[^1], Stop)).Document;

    /// <summary>Asks for a turn.</summary>
    public Task<HttpResponseMessage> Post(string session, object body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, session + "/turns", JsonContent.Create(body), headers);

    public async Task<HttpResponseMessage> Send(
        HttpMethod method,
        string path,
        HttpContent? content = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, Stop);
    }

    /// <summary>Asks for a turn, which must be accepted, and follows its address to its end.</summary>
    public async Task<JsonObject> Make(string session, string instruction = "red")
    {
        using var accepted = await Post(session, new { instruction });
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        return await End(accepted.Headers.Location!.ToString());
    }

    public Task<JsonObject> End(string turn) => Until(turn, t => t["status"]!.GetValue<string>() is not ("queued" or "running"));

    /// <summary>Asks for a document until it is as wanted.</summary>
    public Task<JsonObject> Until(
        string path,
        Func<JsonObject, bool> wanted,
        [CallerArgumentExpression(nameof(wanted))] string what = ""
    ) => Patience.Last(() => Json(path), wanted, Stop, what);

    public async Task<JsonObject> Json(string path) => (await Client.GetFromJsonAsync<JsonObject>(path, Stop))!;

    public async Task<Image> Picture(string path) => Codec.Decode(await Client.GetByteArrayAsync(path, Stop), path);

    public async ValueTask DisposeAsync()
    {
        Progress.Open();
        Client.Dispose();
        await App.DisposeAsync();
        await _host.DisposeAsync();
        _sessions.Dispose();
        _blobs.Dispose();
        Progress.Dispose();
        _bundle.Dispose();
        _folder.Dispose();
    }
}
