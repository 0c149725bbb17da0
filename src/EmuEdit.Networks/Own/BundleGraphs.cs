using EmuEdit.Core;

namespace EmuEdit.Networks;

/// <summary>Writes the networks' graphs, with the names that a bundle gives their inputs and outputs.</summary>
public static class BundleGraphs
{
    /// <summary>Writes the text encoder: input_ids [B, L] to last_hidden_state [B, L, D].</summary>
    /// <param name="name">Name of the graph.</param>
    /// <param name="text">The network.</param>
    /// <param name="options">Its sizes.</param>
    /// <param name="weights">Returns the values of a parameter.</param>
    /// <param name="half">Whether weights are stored in 16 bits; default false.</param>
    public static NetworkGraph TextEncoder(
        string name,
        TextEncoderNetwork text,
        EditNetworkOptions options,
        Func<Parameter, float[]> weights,
        bool half = false
    )
    {
        var graph = new NetworkGraph(name, weights, half);
        return graph.Gives(
            "last_hidden_state",
            text.Forward(graph.Ops, graph.Ids(options.TextLength)),
            options.TextLength,
            options.TextWidth
        );
    }

    /// <summary>
    /// Writes the editor: sample [B, 2C, h, w], timestep [B, 1], encoder_hidden_states [B, L, D]
    /// and task_embeds [B, D] to the clean latent out_sample [B, C, h, w].
    /// </summary>
    public static NetworkGraph UNet(EditModel model, BlockTransform transform, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("unet", weights);
        var (o, grid) = (model.Options, EditNetworkOptions.Grid);
        var sample = graph.Floats("sample", 2 * o.LatentChannels, grid, grid);
        var timestep = graph.Floats("timestep");
        var text = graph.Floats("encoder_hidden_states", o.TextLength, o.TextWidth);
        var task = graph.Floats("task_embeds", o.TextWidth);
        var clean = model.UNet.Forward(graph.Ops, transform, sample, timestep, text, task).Clean;
        return graph.Gives("out_sample", transform.Encode(graph.Ops, clean), o.LatentChannels, grid, grid);
    }

    /// <summary>
    /// Writes the text-to-image U-Net: sample [B, C, h, w], timestep [B, 1] and
    /// encoder_hidden_states [B, L, D] to the clean latent out_sample [B, C, h, w].
    /// </summary>
    public static NetworkGraph TextToImageUNet(
        TextToImageNetwork model,
        BlockTransform transform,
        Func<Parameter, float[]> weights,
        bool half = false
    )
    {
        var graph = new NetworkGraph("text_to_image_unet", weights, half);
        var (o, grid) = (model.Options, EditNetworkOptions.Grid);
        var (sample, timestep) = (graph.Floats("sample", o.LatentChannels, grid, grid), graph.Floats("timestep"));
        var clean = model.Predict(graph.Ops, transform, sample, timestep, graph.Floats("encoder_hidden_states", o.TextLength, o.TextWidth));
        return graph.Gives("out_sample", clean, o.LatentChannels, grid, grid);
    }

    /// <summary>
    /// Writes the encoder of the transform: sample [B, 3, S, S] on [-1, 1] to latent_sample [B, C,
    /// h, w].
    /// </summary>
    public static NetworkGraph VaeEncoder(EditNetworkOptions options, BlockTransform transform)
    {
        var graph = new NetworkGraph("vae_encoder", NoWeights);
        var latent = transform.Encode(graph.Ops, graph.Floats("sample", 3, options.ImageSize, options.ImageSize));
        return graph.Gives("latent_sample", latent, options.LatentChannels, EditNetworkOptions.Grid, EditNetworkOptions.Grid);
    }

    /// <summary>
    /// Writes the decoder of the transform: latent_sample [B, C, h, w] to sample [B, 3, S, S] on
    /// [-1, 1].
    /// </summary>
    public static NetworkGraph VaeDecoder(EditNetworkOptions options, BlockTransform transform)
    {
        var graph = new NetworkGraph("vae_decoder", NoWeights);
        var picture = transform.Decode(
            graph.Ops,
            graph.Floats("latent_sample", options.LatentChannels, EditNetworkOptions.Grid, EditNetworkOptions.Grid)
        );
        return graph.Gives("sample", picture, 3, options.ImageSize, options.ImageSize);
    }

    /// <summary>Writes the task predictor: input_ids [B, L] to logits [B, 16].</summary>
    public static NetworkGraph TaskPredictor(TaskPredictorNetwork network, int length, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("task_predictor", weights);
        return graph.Gives("logits", network.Forward(graph.Ops, graph.Ids(length)), EditTask.All.Count);
    }

    /// <summary>Writes the text half of CLIP: input_ids [B, L] to text_embeds [B, E], of length 1.</summary>
    public static NetworkGraph ClipText(ClipNetwork network, ClipNetworkOptions options, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("clip_text", weights);
        return graph.Gives("text_embeds", network.Text(graph.Ops, graph.Ids(options.TextLength)), options.EmbedWidth);
    }

    /// <summary>
    /// Writes the image half of CLIP: pixel_values [B, 3, S, S] on [-1, 1] to image_embeds [B, E],
    /// of length 1.
    /// </summary>
    public static NetworkGraph ClipImage(ClipNetwork network, ClipNetworkOptions options, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("clip_vision", weights);
        return graph.Gives(
            "image_embeds",
            network.Image(graph.Ops, graph.Floats("pixel_values", 3, options.ImageSize, options.ImageSize)),
            options.EmbedWidth
        );
    }

    /// <summary>
    /// Writes the detector: pixel_values [B, 3, S, S] on [-1, 1] and input_ids [B, L] to logits [B,
    /// 1] and pred_boxes [B, 4], see <see cref="DetectorNetwork.Find"/>.
    /// </summary>
    public static NetworkGraph Detector(DetectorNetwork network, AnnotatorNetworkOptions options, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("detector", weights);
        var features = network.Features(graph.Ops, Images(graph, options));
        var (presence, box, _) = network.Find(graph.Ops, features, graph.Ids(options.TextLength));
        return graph.Gives("logits", presence, 1).Gives("pred_boxes", box, 4);
    }

    /// <summary>
    /// Writes the segmenter: pixel_values [B, 3, S, S] on [-1, 1] and input_boxes [B, 4] to the
    /// logits pred_masks [B, 1, S, S].
    /// </summary>
    public static NetworkGraph Segmenter(SegmenterNetwork network, AnnotatorNetworkOptions options, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("segmenter", weights);
        return graph.Gives(
            "pred_masks",
            network.Forward(graph.Ops, Images(graph, options), graph.Floats("input_boxes", 4)),
            1,
            options.ImageSize,
            options.ImageSize
        );
    }

    /// <summary>
    /// Writes the depth estimator: pixel_values [B, 3, S, S] on [-1, 1] to predicted_depth [B, S,
    /// S], 0 (far) to 1 (near).
    /// </summary>
    public static NetworkGraph Depth(DepthNetwork network, AnnotatorNetworkOptions options, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("depth", weights);
        return graph.Gives("predicted_depth", network.Forward(graph.Ops, Images(graph, options)), options.ImageSize, options.ImageSize);
    }

    private static OnnxValue Images(NetworkGraph graph, AnnotatorNetworkOptions options) =>
        graph.Floats("pixel_values", 3, options.ImageSize, options.ImageSize);

    private static float[] NoWeights(Parameter parameter) => throw new InvalidOperationException("The transform has no parameters.");
}
