using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Networks.Graph;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EmuEdit.TestKit;

/// <summary>
/// Writes a whole bundle of toy graphs whose edits can be worked out by hand. The latent is a block transform without loss. The U-Net predicts the
/// sample: the input's latent plus, in the left half of the picture, <see cref="Shift"/> for each word "red" and the mean of the task embedding.
/// </summary>
public sealed record TinyBundle
{
    public const int Length = 16, Patch = 8, Width = 4;

    /// <summary>What a word "red" adds to pixels in [-1, 1].</summary>
    public const float Shift = 0.25f;

    /// <summary>The mean of the embedding of the task "global"; the other tasks' are zeros.</summary>
    public const float GlobalShift = -0.5f;

    private static readonly string[] Blind = ["task_predictor", "clip_image", "clip_input", "clip_output", "clip_direction"];
    private static readonly JsonSerializerOptions s_json = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public int Size { get; init; } = 16;

    public TensorElementType Ids { get; init; } = TensorElementType.Int64;

    public TensorElementType Timestep { get; init; } = TensorElementType.Float;

    public GraphDimension[] TimestepShape { get; init; } = ["batch"];

    /// <summary>Whether the U-Net predicts timestep / 1000 everywhere instead.</summary>
    public bool PredictsTimestep { get; init; }

    public bool LatentParameters { get; init; }

    /// <summary>What the decoder adds to every pixel, as an autoencoder with an error would.</summary>
    public float DecoderError { get; init; }

    public bool TaskEmbeddings { get; init; } = true;

    public bool TaskPredictor { get; init; } = true;

    /// <summary>Whether it has a text-to-image model: it draws one grey, <see cref="Shift"/> above the middle for each word "red" that its cross-attention sees.</summary>
    public bool TextToImage { get; init; }

    public bool EmuEditFile { get; init; } = true;

    /// <summary>Channels that the U-Net's input declares; null for the right number.</summary>
    public GraphDimension? UNetChannels { get; init; }

    public string TextInput { get; init; } = "encoder_hidden_states";

    public TensorElementType TextType { get; init; } = TensorElementType.Float;

    private static int Channels => 3 * Patch * Patch;

    /// <summary>The layout of InstructPix2Pix: no tasks, no file of ours.</summary>
    public static TinyBundle InstructPix2Pix { get; } = new() { TaskEmbeddings = false, TaskPredictor = false, EmuEditFile = false };

    public void Write(string folder)
    {
        TinyTokenizer.Write(Path.Combine(folder, "tokenizer"), Length);
        WriteTextEncoder().Save(Path.Combine(folder, "text_encoder", "model.onnx"));
        WriteVaeEncoder().Save(Path.Combine(folder, "vae_encoder", "model.onnx"));
        WriteVaeDecoder().Save(Path.Combine(folder, "vae_decoder", "model.onnx"));
        WriteUNet().Save(Path.Combine(folder, "unet", "model.onnx"));
        WriteClip(folder);
        if (TextToImage)
            WriteTextToImage().Save(Path.Combine(folder, "text_to_image_unet", "model.onnx"));
        if (TaskPredictor)
            WriteTaskPredictor().Save(Path.Combine(folder, "task_predictor", "model.onnx"));
        if (TaskEmbeddings)
            WriteTaskEmbeddings(Path.Combine(folder, "task_embeddings.safetensors"));
        WriteConfigurations(folder);
    }

    private GraphBuilder WriteTextEncoder()
    {
        var graph = new GraphBuilder("text_encoder");
        var words = graph.Node(
            "Gather",
            [Table(graph, Width, "red</w>", _ => Shift * Length), graph.Input("input_ids", Ids, "batch", Length)]
        );
        graph.Output(words, "last_hidden_state", TensorElementType.Float, "batch", Length, Width);
        return graph;
    }

    private GraphBuilder WriteVaeEncoder()
    {
        var graph = new GraphBuilder("vae_encoder");
        var latent = graph.Node(
            "SpaceToDepth",
            [graph.Input("sample", TensorElementType.Float, "batch", 3, Size, Size)],
            ("blocksize", Patch)
        );
        if (LatentParameters)
            graph.Output(
                graph.Node("Concat", [latent, graph.Node("Neg", [latent])], ("axis", 1)),
                "latent_parameters",
                TensorElementType.Float,
                "batch",
                2 * Channels,
                "h",
                "w"
            );
        else
            graph.Output(latent, "latent_sample", TensorElementType.Float, "batch", Channels, "h", "w");
        return graph;
    }

    private GraphBuilder WriteVaeDecoder()
    {
        var graph = new GraphBuilder("vae_decoder");
        var picture = graph.Node(
            "DepthToSpace",
            [graph.Input("latent_sample", TensorElementType.Float, "batch", Channels, "h", "w")],
            ("blocksize", Patch)
        );
        graph.Output(
            graph.Node("Add", [picture, graph.Initializer("error", [DecoderError])]),
            "sample",
            TensorElementType.Float,
            "batch",
            3,
            Size,
            Size
        );
        return graph;
    }

    private GraphBuilder WriteUNet()
    {
        var graph = new GraphBuilder("unet");
        var sample = graph.Input("sample", TensorElementType.Float, "batch", UNetChannels ?? 2 * Channels, "h", "w");
        var timestep = graph.Input("timestep", Timestep, TimestepShape);
        var text = graph.Input(TextInput, TextType, "batch", Length, Width);
        var image = graph.Node(
            "Slice",
            [sample, graph.Initializer(null, [Channels], 1), graph.Initializer(null, [2 * Channels], 1), graph.Initializer(null, [1L], 1)]
        );

        var change = Mean(graph, graph.Node("Cast", [text], ("to", (long)TensorElementType.Float)), 1, 2);
        if (TaskEmbeddings)
            change = graph.Node("Add", [change, Mean(graph, graph.Input("task_embeds", TensorElementType.Float, "batch", Width), 1)]);
        var edited = graph.Node("Add", [image, graph.Node("Mul", [change, LeftHalf(graph)])]);

        var time = Mean(
            graph,
            graph.Node(
                "Reshape",
                [graph.Node("Cast", [timestep], ("to", (long)TensorElementType.Float)), graph.Initializer(null, [-1L], 1)]
            ),
            0
        );
        var timeOnly = graph.Node(
            "Add",
            [graph.Node("Mul", [image, graph.Initializer(null, [0f])]), graph.Node("Div", [time, graph.Initializer(null, [1000f])])]
        );
        graph.Output(
            PredictsTimestep ? timeOnly : graph.Node("Add", [edited, graph.Node("Mul", [timeOnly, graph.Initializer(null, [0f])])]),
            "out_sample",
            TensorElementType.Float,
            "batch",
            Channels,
            "h",
            "w"
        );
        return graph;
    }

    // All words weigh the same: every cell attends to their mean.
    private static GraphBuilder WriteTextToImage()
    {
        var graph = new GraphBuilder("text_to_image_unet");
        var sample = graph.Input("sample", TensorElementType.Float, "batch", Channels, "h", "w");
        graph.Input("timestep", TensorElementType.Float, "batch");
        var text = graph.Input("encoder_hidden_states", TensorElementType.Float, "batch", Length, Width);
        var cells = graph.Node("Transpose", [graph.Node("Reshape", [sample, Integers(graph, 0, 0, -1)])], ("perm", new long[] { 0, 2, 1 }));
        var queries = graph.Node("MatMul", [cells, graph.Initializer(null, new float[Channels * Width], Channels, Width)]);
        var shares = graph.Node(
            "Softmax",
            [graph.Node("MatMul", [Head(queries), graph.Node("Transpose", [Head(text)], ("perm", new long[] { 0, 1, 3, 2 }))])]
        );
        var seen = graph.Node("Reshape", [graph.Node("MatMul", [shares, Head(text)]), Integers(graph, 0, -1, Width)]);
        var spread = graph.Node(
            "MatMul",
            [seen, graph.Initializer(null, [.. Enumerable.Repeat(1f / Width, Width * Channels)], Width, Channels)]
        );
        graph.Output(
            graph.Node("Reshape", [graph.Node("Transpose", [spread], ("perm", new long[] { 0, 2, 1 })), graph.Node("Shape", [sample])]),
            "out_sample",
            TensorElementType.Float,
            "batch",
            Channels,
            "h",
            "w"
        );
        return graph;

        string Head(string value) => graph.Node("Unsqueeze", [value, Integers(graph, 1)]);
    }

    private static string Integers(GraphBuilder graph, params long[] values) => graph.Initializer(null, values, values.Length);

    // Means over some axes, then as [batch or 1, 1, 1, 1].
    private static string Mean(GraphBuilder graph, string value, params long[] axes) =>
        graph.Node(
            "Reshape",
            [graph.Node("ReduceMean", [value], ("axes", axes), ("keepdims", 0L)), graph.Initializer(null, [-1L, 1, 1, 1], 4)]
        );

    private string LeftHalf(GraphBuilder graph)
    {
        var side = Size / Patch;
        return graph.Initializer(
            "left_half",
            [.. Enumerable.Range(0, side * side).Select(i => i % side < (side + 1) / 2 ? 1f : 0f)],
            1,
            1,
            side,
            side
        );
    }

    private GraphBuilder WriteTaskPredictor()
    {
        var graph = new GraphBuilder("task_predictor");
        var words = graph.Node(
            "Gather",
            [
                Table(graph, EditTask.All.Count, "red</w>", task => task == EditTask.Named("color").Index ? 10 * Length : 0),
                graph.Input("input_ids", Ids, "batch", Length),
            ]
        );
        graph.Output(
            graph.Node("ReduceMean", [words], ("axes", new[] { 1L }), ("keepdims", 0L)),
            "logits",
            TensorElementType.Float,
            "batch",
            EditTask.All.Count
        );
        return graph;
    }

    // Embeds a text as how red it is, a picture as its mean colour.
    private void WriteClip(string folder)
    {
        var text = new GraphBuilder("clip_text");
        var words = text.Node(
            "Gather",
            [Table(text, 3, "red</w>", channel => channel == 0 ? Length : 0), text.Input("input_ids", Ids, "batch", Length)]
        );
        text.Output(
            text.Node("ReduceMean", [words], ("axes", new[] { 1L }), ("keepdims", 0L)),
            "text_embeds",
            TensorElementType.Float,
            "batch",
            3
        );
        text.Save(Path.Combine(folder, "clip", "text_model.onnx"));

        var image = new GraphBuilder("clip_vision");
        var pixels = image.Input("pixel_values", TensorElementType.Float, "batch", 3, Size, Size);
        image.Output(
            image.Node("ReduceMean", [pixels], ("axes", new[] { 2L, 3 }), ("keepdims", 0L)),
            "image_embeds",
            TensorElementType.Float,
            "batch",
            3
        );
        image.Save(Path.Combine(folder, "clip", "vision_model.onnx"));
    }

    private static string Table(GraphBuilder graph, int width, string word, Func<int, float> value)
    {
        var table = new float[TinyTokenizer.Vocabulary.Count * width];
        for (var i = 0; i < width; i++)
            table[TinyTokenizer.Id(word) * width + i] = value(i);
        return graph.Initializer("table", table, TinyTokenizer.Vocabulary.Count, width);
    }

    private static void WriteTaskEmbeddings(string path)
    {
        var file = new Safetensors();
        foreach (var task in EditTask.All)
            file.Tensors[task.Name] = new([Width], [.. Enumerable.Repeat(task.Name == "global" ? GlobalShift : 0, Width)]);
        file.Write(path);
    }

    private void WriteConfigurations(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "model_index.json"), """{"_class_name": "ToyPipeline"}""");
        Directory.CreateDirectory(Path.Combine(folder, "scheduler"));
        File.WriteAllText(Path.Combine(folder, "scheduler", "scheduler_config.json"),
            """
            {"_class_name": "DDIMScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "prediction_type": "sample",
             "rescale_betas_zero_snr": true, "timestep_spacing": "trailing", "clip_sample": false}
            """);
        if (EmuEditFile)
            File.WriteAllText(Path.Combine(folder, "emu_edit.json"), JsonSerializer.Serialize(new
            {
                format = 1,
                name = "toy",
                image_size = Size,
                tasks = EditTask.All.Select(t => t.Name),
                defaults = new { steps = 4, text_guidance = 1.0, image_guidance = 1.0, alpha = 0.03, sampler = "ddim" },
                licence = "MIT",
                // A toy's CLIP and task predictor know nothing: what looks through them lets all pairs pass.
                filters = TextToImage ? Blind.ToDictionary(f => f, _ => new Dictionary<string, object> { ["default"] = new { } }) : null,
            }, s_json));
    }
}
