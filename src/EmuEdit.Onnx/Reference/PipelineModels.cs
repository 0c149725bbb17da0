using EmuEdit.Networks.Checkpoints;
using EmuEdit.Networks.Diffusers;
using EmuEdit.Networks.Transformers;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.Onnx.Reference;

/// <summary>The networks of a pipeline that diffusers saved. Each is run when it is asked for.</summary>
internal sealed class PipelineModels : IDisposable
{
    private readonly string _folder;
    private readonly SessionSettings _settings;
    private readonly CheckpointPart _unet;
    private readonly Dictionary<string, OnnxSession> _sessions = [];

    public PipelineModels(string folder, SessionSettings settings) =>
        (_folder, _settings, _unet) = (folder, settings, CheckpointPart.Open(Path.Combine(folder, "unet")));

    /// <summary>Whether the U-Net takes the states of two text encoders, a pooled embedding and sizes.</summary>
    public bool IsXL => ((UNet2DConditionModel)_unet.Network).TakesTextAndTime;

    /// <summary>Returns the token ids of a text.</summary>
    public long[] Ids(string text, string part = "tokenizer") =>
        [.. ClipTokenizer.Load(Path.Combine(_folder, part)).Encode(text).Ids.Select(id => (long)id)];

    /// <summary>Runs a text encoder on token ids and returns one tensor per output.</summary>
    public Tensor[] Encode(long[] ids, string part, params string[] outputs)
    {
        using var inputs = new ModelInputs().AddIntegers(new("input_ids", TensorElementType.Int64, []), ids, 1, ids.Length);
        return Session(part, "text_encoder").Run(inputs, outputs);
    }

    /// <summary>
    /// The output of a text encoder that Stable Diffusion XL reads: the states before its last
    /// layer.
    /// </summary>
    public string BeforeLast(string part) =>
        $"hidden_states.{((ClipTextModel)CheckpointPart.Open(Path.Combine(_folder, part)).Network).Layers - 1}";

    /// <summary>Returns the mean and log-variance of an image's latent.</summary>
    public Tensor EncodeImage(Tensor pixels) => Run("vae", "vae_encoder", "latent_parameters", ("sample", pixels));

    /// <summary>Decodes an unscaled latent to an image.</summary>
    public Tensor Decode(Tensor latent) => Run("vae", "vae_decoder", "sample", ("latent_sample", latent));

    /// <summary>Runs the U-Net.</summary>
    public Tensor Predict(params (string Name, Tensor Value)[] inputs) => Run("unet", "unet", "out_sample", inputs);

    public void Dispose()
    {
        foreach (var session in _sessions.Values)
            session.Dispose();
    }

    private Tensor Run(string part, string graph, string output, params (string Name, Tensor Value)[] given)
    {
        using var inputs = new ModelInputs();
        foreach (var (name, value) in given)
            inputs.Add(new(name, TensorElementType.Float, []), value.Values, value.Shape);
        return Session(part, graph).Run(inputs, output);
    }

    private OnnxSession Session(string part, string graph)
    {
        if (!_sessions.TryGetValue(part + graph, out var session))
            _sessions[part + graph] = session = OnnxSession.Load((part == "unet" ? _unet : CheckpointPart.Open(Path.Combine(_folder, part)))
                .Graph(graph), _settings);
        return session;
    }
}
